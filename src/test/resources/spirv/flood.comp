#version 450
// Distances in a maze by a queue that the workgroup shares, a front at a time.
layout(local_size_x = 16) in;
layout(std430, binding = 0) readonly buffer Maze { uint rows[16]; };
layout(std430, binding = 1) writeonly buffer Distances { int distances[16][16]; };
shared int known[256];
shared uint queue[2][256];
shared uint counts[2];

void reach(ivec2 at, int distance_, uint to) {
  if (any(lessThan(at, ivec2(0))) || any(greaterThan(at, ivec2(15))) || (rows[at.y] >> at.x & 1u) != 0u) {
    return;
  }
  uint cell = uint(at.y) * 16u + uint(at.x);
  if (atomicCompSwap(known[cell], -1, distance_) == -1) {
    queue[to][atomicAdd(counts[to], 1u)] = cell;
  }
}

void main() {
  uint me = gl_LocalInvocationIndex;
  for (uint i = me; i < 256u; i += 16u) {
    known[i] = -1;
  }
  if (me < 2u) {
    counts[me] = 0u;
  }
  barrier();
  if (me == 0u) {
    reach(ivec2(0), 0, 0u);
  }
  uint now = 0u;
  int distance_ = 1;
  while (true) {
    barrier();
    uint count = counts[now];
    if (count == 0u) {
      break;
    }
    for (uint i = me; i < count; i += 16u) {
      ivec2 at = ivec2(queue[now][i] & 15u, queue[now][i] >> 4);
      reach(at + ivec2(1, 0), distance_, now ^ 1u);
      reach(at - ivec2(1, 0), distance_, now ^ 1u);
      reach(at + ivec2(0, 1), distance_, now ^ 1u);
      reach(at - ivec2(0, 1), distance_, now ^ 1u);
    }
    barrier();
    if (me == 0u) {
      counts[now] = 0u;
    }
    now ^= 1u;
    distance_++;
  }
  for (uint x = 0u; x < 16u; x++) {
    distances[me][x] = known[me * 16u + x];
  }
}
