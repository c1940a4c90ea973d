// Sorts 256 words in each workgroup.
layout(local_size_x = 128) in;
layout(std430, binding = 0) readonly restrict buffer In { uint words[]; };
layout(std430, binding = 1) writeonly restrict buffer Out { uint result[]; };
shared uint held[256];

void main() {
  uint me = gl_LocalInvocationIndex;
  uint base = gl_WorkGroupID.x * 256u;
  held[me] = words[base + me];
  held[me + 128u] = words[base + me + 128u];
  for (uint size = 2u; size <= 256u; size *= 2u) {
    for (uint apart = size / 2u; apart > 0u; apart /= 2u) {
      barrier();
      uint low = me / apart * apart * 2u + me % apart;
      uint a = held[low];
      uint b = held[low + apart];
      bool up = (low & size) == 0u;
      if ((a > b) == up) {
        held[low] = b;
        held[low + apart] = a;
      }
    }
  }
  barrier();
  result[base + me] = held[me];
  result[base + me + 128u] = held[me + 128u];
}
