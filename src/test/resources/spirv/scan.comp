#version 450
// Inclusive prefix sums of blocks of 128, two elements an invocation, by doubling strides.
layout(local_size_x = 64) in;
layout(std430, binding = 0) readonly buffer Input { uint values[]; };
layout(std430, binding = 1) writeonly buffer Output { uint sums[]; };
shared uint block[2][128];

void main() {
  uint base = gl_WorkGroupID.x * 128u;
  uint me = gl_LocalInvocationID.x;
  for (uint i = me; i < 128u; i += 64u) {
    block[0][i] = values[base + i];
  }
  barrier();
  uint from = 0u;
  for (uint stride = 1u; stride < 128u; stride *= 2u) {
    for (uint i = me; i < 128u; i += 64u) {
      uint v = block[from][i];
      if (i >= stride) {
        v += block[from][i - stride];
      }
      block[1u - from][i] = v;
    }
    from = 1u - from;
    barrier();
  }
  for (uint i = me; i < 128u; i += 64u) {
    sums[base + i] = block[from][i];
  }
}
