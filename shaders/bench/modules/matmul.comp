// Product of square matrices by tiles in shared memory. The floats are whole numbers, so that every order of sums gives the same.
layout(local_size_x = 16, local_size_y = 16) in;
layout(std430, binding = 0) readonly restrict buffer A { float a[]; };
layout(std430, binding = 1) readonly restrict buffer B { float b[]; };
layout(std430, binding = 2) writeonly restrict buffer Product { float product[]; };
layout(std430, binding = 3) readonly restrict buffer Size { uint size; };
shared float left[16][16];
shared float right[16][16];

void main() {
  uint tiles = size / 16u;
  uvec2 me = gl_LocalInvocationID.xy;
  uint row = gl_WorkGroupID.x / tiles * 16u + me.y;
  uint column = gl_WorkGroupID.x % tiles * 16u + me.x;
  float sum = 0.0;
  for (uint tile = 0u; tile < size; tile += 16u) {
    left[me.y][me.x] = a[row * size + tile + me.x];
    right[me.y][me.x] = b[(tile + me.y) * size + column];
    barrier();
    for (uint k = 0u; k < 16u; k++) {
      sum += left[me.y][k] * right[k][me.x];
    }
    barrier();
  }
  product[row * size + column] = sum;
}
