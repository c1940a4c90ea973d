#version 450
#extension GL_KHR_shader_subgroup_arithmetic : require
#extension GL_KHR_shader_subgroup_ballot : require
#extension GL_KHR_shader_subgroup_shuffle : require
#extension GL_KHR_shader_subgroup_vote : require
// A sum that comes out the same for every size of subgroups.
layout(local_size_x = 64) in;
layout(std430, binding = 0) readonly buffer Input { uint values[]; };
layout(std430, binding = 1) writeonly buffer Output { uint prefix[64]; uint total; uint votes; };
shared uint sums[64];

void main() {
  uint me = gl_LocalInvocationIndex;
  uint place = gl_SubgroupID * gl_SubgroupSize + gl_SubgroupInvocationID;
  uint own = values[place];
  uint inclusive = subgroupInclusiveAdd(own);
  uint exclusive = subgroupExclusiveAdd(own);
  if (subgroupElect()) {
    sums[gl_SubgroupID] = 0u;
  }
  barrier();
  if (gl_SubgroupInvocationID == gl_SubgroupSize - 1u) {
    sums[gl_SubgroupID] = inclusive;
  }
  barrier();
  uint before = 0u;
  for (uint i = 0u; i < gl_SubgroupID; i++) {
    before += sums[i];
  }
  prefix[place] = before + exclusive;
  if (place == 63u) {
    total = before + inclusive;
  }
  uint lanes = subgroupBallotBitCount(subgroupBallot(true));
  bool same = subgroupAll(subgroupBroadcastFirst(own) == subgroupShuffle(own, 0u));
  if (me == 0u) {
    votes = uint(same) + uint(lanes == gl_SubgroupSize) * 2u;
  }
}
