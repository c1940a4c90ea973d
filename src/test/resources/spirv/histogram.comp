#version 450
// 16 bins in shared memory, joined at the end.
layout(local_size_x = 32) in;
layout(std430, binding = 0) readonly buffer Input { uint values[]; };
layout(std430, binding = 1) buffer Bins { uint bins[16]; };
shared uint own[16];

void main() {
  uint me = gl_LocalInvocationID.x;
  if (me < 16u) {
    own[me] = 0u;
  }
  barrier();
  uint stride = gl_NumWorkGroups.x * gl_WorkGroupSize.x;
  for (uint i = gl_GlobalInvocationID.x; i < values.length(); i += stride) {
    atomicAdd(own[values[i] & 15u], 1u);
  }
  barrier();
  if (me < 16u && own[me] != 0u) {
    atomicAdd(bins[me], own[me]);
  }
}
