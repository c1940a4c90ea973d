#version 450
// A list for each bucket, linked by exchanging heads; each workgroup has its own.
layout(local_size_x = 16) in;
layout(std430, binding = 0) readonly buffer Input { uint values[]; };
layout(std430, binding = 1) writeonly buffer Output { uvec4 buckets[][4]; };
shared struct { int head; uint most; } heads[4];
shared struct { uint value; int next; } entries[16];

void main() {
  uint me = gl_LocalInvocationID.x;
  uint own = values[gl_GlobalInvocationID.x];
  if (me < 4u) {
    heads[me].head = -1;
    heads[me].most = 0u;
  }
  barrier();
  uint bucket = own & 3u;
  entries[me].value = own;
  entries[me].next = atomicExchange(heads[bucket].head, int(me));
  uint before = atomicMax(heads[bucket].most, own);
  entries[me].value ^= before & 0u;
  barrier();
  if (me < 4u) {
    uvec4 sums = uvec4(0u, 0u, 0xffffffffu, heads[me].most);
    for (int at = heads[me].head; at >= 0; at = entries[at].next) {
      sums += uvec4(1u, entries[at].value, 0u, 0u);
      sums.z = min(sums.z, entries[at].value);
    }
    buckets[gl_WorkGroupID.x][me] = sums;
  }
}
