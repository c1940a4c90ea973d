#version 450
// Edges of a picture: Sobel's gradients, then only what is larger than both neighbours across.
layout(local_size_x = 8, local_size_y = 4) in;
layout(push_constant) uniform Push { ivec2 size; int least; };
layout(std430, binding = 0) readonly buffer Picture { int picture[]; };
layout(std430, binding = 1) writeonly buffer Edges { int edges[]; };
const int SOBEL[3][3] = {{-1, 0, 1}, {-2, 0, 2}, {-1, 0, 1}};
const ivec2 ACROSS[4] = ivec2[4](ivec2(1, 0), ivec2(1, 1), ivec2(0, 1), ivec2(-1, 1));

int pixel(ivec2 at) {
  at = clamp(at, ivec2(0), size - 1);
  return picture[at.y * size.x + at.x];
}

ivec2 gradient(ivec2 at) {
  ivec2 sum = ivec2(0);
  for (int y = 0; y < 3; ++y) {
    for (int x = 0; x < 3; ++x) {
      sum += pixel(at + ivec2(x, y) - 1) * ivec2(SOBEL[y][x], SOBEL[x][y]);
    }
  }
  return sum;
}

int strength(ivec2 at) {
  ivec2 way = abs(gradient(at));
  return way.x + way.y;
}

int sector(ivec2 way) {
  ivec2 flat_ = abs(way);
  if (flat_.x * 2 >= flat_.y * 5) {
    return 0;
  }
  if (flat_.y * 2 >= flat_.x * 5) {
    return 2;
  }
  return (way.x > 0) == (way.y > 0) ? 1 : 3;
}

void main() {
  uint tiles = uint(size.x + 7) / 8u;
  ivec2 tile = ivec2(gl_WorkGroupID.x % tiles, gl_WorkGroupID.x / tiles);
  ivec2 at = tile * ivec2(gl_WorkGroupSize.xy) + ivec2(gl_LocalInvocationID.xy);
  if (any(greaterThanEqual(at, size))) {
    return;
  }
  int own = strength(at);
  ivec2 across = ACROSS[sector(gradient(at))];
  bool most = own >= least && own > strength(at + across) && own >= strength(at - across);
  edges[at.y * size.x + at.x] = most ? own : 0;
}
