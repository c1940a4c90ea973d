#version 450
// One step of k-means on points of whole numbers: nearest centre, and sums for the next ones.
layout(local_size_x = 32) in;
struct Sum { ivec2 total; uint count; };
layout(std430, binding = 0) readonly buffer Points { ivec2 points[]; };
layout(std430, binding = 1) readonly buffer Centres { ivec2 centres[4]; };
layout(std430, binding = 2) buffer Sums { Sum sums[4]; };
layout(std430, binding = 3) writeonly buffer Nearest { uint nearest[]; };

void main() {
  uint me = gl_GlobalInvocationID.x;
  if (me >= points.length()) {
    return;
  }
  ivec2 point = points[me];
  uint best = 0u;
  int least = 0x7fffffff;
  for (uint i = 0u; i < 4u; i++) {
    ivec2 way = point - centres[i];
    int square = way.x * way.x + way.y * way.y;
    if (square < least) {
      least = square;
      best = i;
    }
  }
  nearest[me] = best;
  atomicAdd(sums[best].total.x, point.x);
  atomicAdd(sums[best].total.y, point.y);
  atomicAdd(sums[best].count, 1u);
}
