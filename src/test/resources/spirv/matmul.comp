#version 450
// Product of square matrices, by tiles in shared memory; a one-dimensional grid over the tiles.
layout(local_size_x = 8, local_size_y = 8) in;
layout(std430, binding = 0) readonly buffer A { float a[]; };
layout(std430, binding = 1) readonly buffer B { float b[]; };
layout(std430, binding = 2) writeonly buffer C { float c[]; };
layout(push_constant) uniform Size { uint n; };
shared float tileA[8][8];
shared float tileB[8][8];

void main() {
  uint tiles = n / 8u;
  uint row = gl_WorkGroupID.x / tiles * 8u + gl_LocalInvocationID.y;
  uint column = gl_WorkGroupID.x % tiles * 8u + gl_LocalInvocationID.x;
  float sum = 0.0;
  for (uint t = 0u; t < tiles; t++) {
    tileA[gl_LocalInvocationID.y][gl_LocalInvocationID.x] = a[row * n + t * 8u + gl_LocalInvocationID.x];
    tileB[gl_LocalInvocationID.y][gl_LocalInvocationID.x] = b[(t * 8u + gl_LocalInvocationID.y) * n + column];
    barrier();
    for (uint k = 0u; k < 8u; k++) {
      sum += tileA[gl_LocalInvocationID.y][k] * tileB[k][gl_LocalInvocationID.x];
    }
    barrier();
  }
  c[row * n + column] = sum;
}
