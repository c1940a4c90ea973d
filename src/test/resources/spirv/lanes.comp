#version 450
#extension GL_KHR_shader_subgroup_basic : require
#extension GL_KHR_shader_subgroup_vote : require
#extension GL_KHR_shader_subgroup_arithmetic : require
#extension GL_KHR_shader_subgroup_ballot : require
#extension GL_KHR_shader_subgroup_shuffle : require
#extension GL_KHR_shader_subgroup_shuffle_relative : require
#extension GL_KHR_shader_subgroup_quad : require
// What subgroups of some size compute: rows of one word for each invocation.
layout(local_size_x = 16, local_size_y = 4) in;
layout(std430, binding = 0) readonly buffer Input { uint values[64]; };
layout(std430, binding = 1) writeonly buffer Output { uint rows[]; };

uint row = 0u;

void put(uint value) {
  rows[row++ * 64u + gl_LocalInvocationIndex] = value;
}

void put(vec2 value) {
  put(floatBitsToUint(value.x));
  put(floatBitsToUint(value.y));
}

void put(ivec3 value) {
  put(uint(value.x));
  put(uint(value.y));
  put(uint(value.z));
}

void main() {
  uint own = values[gl_LocalInvocationIndex];
  uint lane = gl_SubgroupInvocationID;
  uint last = gl_SubgroupSize - 1u;
  int number = int(own) - 50;
  ivec3 three = ivec3(number, -number, number * 3);
  vec2 two = vec2(number, 0.5);
  vec2 powers = vec2((own & 1u) == 0u ? 2.0 : -0.5, 0.5); // products that no order rounds
  put(gl_SubgroupSize);
  put(gl_NumSubgroups);
  put(gl_SubgroupID);
  put(lane);
  put(gl_SubgroupEqMask.x);
  put(gl_SubgroupGeMask.x);
  put(gl_SubgroupGtMask.x);
  put(gl_SubgroupLeMask.x);
  put(gl_SubgroupLtMask.x);
  put(uint(subgroupElect()));
  put(uint(subgroupAll(own > 3u)) + 2u * uint(subgroupAny(own > 90u)));
  put(uint(subgroupAllEqual(own)) + 2u * uint(subgroupAllEqual(gl_SubgroupID)));
  put(subgroupBroadcast(own, 3u));
  put(subgroupBroadcastFirst(own * 3u));
  uvec4 odd = subgroupBallot((own & 1u) == 1u);
  put(odd.x);
  put(uint(subgroupInverseBallot(odd)));
  put(uint(subgroupBallotBitExtract(odd, last - lane)));
  put(subgroupBallotBitCount(odd));
  put(subgroupBallotInclusiveBitCount(odd));
  put(subgroupBallotExclusiveBitCount(odd));
  put(odd.x == 0u ? 77u : subgroupBallotFindLSB(odd));
  put(odd.x == 0u ? 77u : subgroupBallotFindMSB(odd));
  put(subgroupShuffle(own, (lane * 3u + 1u) & last));
  put(subgroupShuffleXor(three, 3u));
  uint up = subgroupShuffleUp(own, 1u);
  put(lane == 0u ? 0u : up);
  vec2 down = subgroupShuffleDown(two, 2u);
  put(lane + 2u > last ? vec2(0) : down);
  put(subgroupQuadBroadcast(own, 2u));
  put(subgroupQuadSwapHorizontal(own));
  put(subgroupQuadSwapVertical(own));
  put(subgroupQuadSwapDiagonal(two));
  put(subgroupAdd(own));
  put(subgroupAdd(two));
  put(subgroupInclusiveAdd(three));
  put(subgroupExclusiveAdd(two));
  put(subgroupMul(own | 1u));
  put(subgroupExclusiveMul(powers));
  put(subgroupMin(three));
  put(subgroupMax(two));
  put(subgroupInclusiveMin(own));
  put(subgroupExclusiveMax(three));
  put(subgroupExclusiveMin(two));
  put(subgroupAnd(own));
  put(subgroupInclusiveOr(own));
  put(subgroupExclusiveXor(three));
  put(uint(subgroupAnd(own > 9u)) + 2u * uint(subgroupOr(own > 80u))
      + 4u * uint(subgroupXor(own > 50u)));
  // Loops that go round as often as the subgroup's number says.
  uint sum = 0u;
  for (uint i = 0u; i <= gl_SubgroupID; i++) {
    sum = sum * 7u + subgroupAdd(own ^ i);
  }
  put(sum);
}
