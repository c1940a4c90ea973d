#version 450
// Sorts 128 keys with their values in one workgroup.
layout(local_size_x = 64) in;
struct Entry { int key; uint value; };
layout(std430, binding = 0) buffer Entries { Entry entries[]; };
shared Entry sorted[128];

void swapIf(uint a, uint b, bool up) {
  if ((sorted[a].key > sorted[b].key) == up) {
    Entry kept = sorted[a];
    sorted[a] = sorted[b];
    sorted[b] = kept;
  }
}

void main() {
  uint me = gl_LocalInvocationID.x;
  sorted[me] = entries[me];
  sorted[me + 64] = entries[me + 64];
  barrier();
  for (uint size = 2u; size <= 128u; size <<= 1) {
    for (uint stride = size >> 1; stride > 0u; stride >>= 1) {
      uint low = (me / stride) * 2u * stride + me % stride;
      swapIf(low, low + stride, (low & size) == 0u);
      barrier();
    }
  }
  entries[me] = sorted[me];
  entries[me + 64] = sorted[me + 64];
}
