#version 450
// Keeps the elements that pass a test, in their order: ranks by a scan in one workgroup.
layout(local_size_x = 64) in;
layout(std430, binding = 0) readonly buffer Input { int values[]; };
layout(std430, binding = 1) writeonly buffer Output { uint count; int kept[]; };
layout(push_constant) uniform Bound { int bound; };
shared uint ranks[64];

void main() {
  uint me = gl_LocalInvocationID.x;
  uint base = 0u;
  for (uint from = 0u; from < values.length(); from += 64u) {
    uint at = from + me;
    bool keep = at < values.length() && values[at] > bound;
    ranks[me] = keep ? 1u : 0u;
    barrier();
    for (uint stride = 1u; stride < 64u; stride <<= 1) {
      uint add = me >= stride ? ranks[me - stride] : 0u;
      barrier();
      ranks[me] += add;
      barrier();
    }
    if (keep) {
      kept[base + ranks[me] - 1u] = values[at];
    }
    base += ranks[63];
    barrier();
  }
  if (me == 0u) {
    count = base;
  }
}
