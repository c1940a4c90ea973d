#version 450
// Sums of blocks, added up by whichever workgroup comes last.
layout(local_size_x = 16) in;
layout(std430, binding = 0) readonly buffer Input { uint values[]; };
layout(std430, binding = 1) coherent buffer Partial { uint arrived; uint partial[16]; };
layout(std430, binding = 2) writeonly buffer Output { uint total; };
shared uint sum;
shared bool last;

void main() {
  uint me = gl_LocalInvocationID.x;
  if (me == 0u) {
    sum = 0u;
  }
  barrier();
  atomicAdd(sum, values[gl_GlobalInvocationID.x]);
  barrier();
  if (me == 0u) {
    partial[gl_WorkGroupID.x] = sum;
    memoryBarrierBuffer();
    last = atomicAdd(arrived, 1u) == gl_NumWorkGroups.x - 1u;
  }
  barrier();
  if (last && me == 0u) {
    memoryBarrierBuffer();
    uint all = 0u;
    for (uint i = 0u; i < gl_NumWorkGroups.x; i++) {
      all += partial[i];
    }
    total = all;
  }
}
