// Sums of all words before each, within workgroups of 128 invocations and 256 words, up and down a tree.
layout(local_size_x = 128) in;
layout(std430, binding = 0) readonly restrict buffer In { uint words[]; };
layout(std430, binding = 1) writeonly restrict buffer Out { uint sums[]; };
shared uint tree[256];

void main() {
  uint me = gl_LocalInvocationIndex;
  uint base = gl_WorkGroupID.x * 256u;
  tree[2u * me] = words[base + 2u * me];
  tree[2u * me + 1u] = words[base + 2u * me + 1u];
  uint apart = 1u;
  for (uint lanes = 128u; lanes > 0u; lanes >>= 1) {
    barrier();
    if (me < lanes) {
      tree[apart * (2u * me + 2u) - 1u] += tree[apart * (2u * me + 1u) - 1u];
    }
    apart *= 2u;
  }
  if (me == 0u) {
    tree[255] = 0u;
  }
  for (uint lanes = 1u; lanes <= 128u; lanes *= 2u) {
    apart >>= 1;
    barrier();
    if (me < lanes) {
      uint low = apart * (2u * me + 1u) - 1u;
      uint high = apart * (2u * me + 2u) - 1u;
      uint kept = tree[low];
      tree[low] = tree[high];
      tree[high] += kept;
    }
  }
  barrier();
  sums[base + 2u * me] = tree[2u * me];
  sums[base + 2u * me + 1u] = tree[2u * me + 1u];
}
