#version 450
// Sum of all elements: a tree in each workgroup, then one atomic.
layout(local_size_x = 64) in;
layout(std430, binding = 0) readonly buffer Input { uint values[]; };
layout(std430, binding = 1) buffer Output { uint total; uint least; int most; };
shared uint partial[64];

void main() {
  uint me = gl_LocalInvocationIndex;
  uint at = gl_GlobalInvocationID.x;
  uint own = at < values.length() ? values[at] : 0u;
  partial[me] = own;
  barrier();
  for (uint half_ = 32u; half_ > 0u; half_ >>= 1) {
    if (me < half_) {
      partial[me] += partial[me + half_];
    }
    barrier();
  }
  if (me == 0u) {
    atomicAdd(total, partial[0]);
  }
  if (at < values.length()) {
    atomicMin(least, own);
    atomicMax(most, int(own));
  }
}
