// HLSL: a constant buffer with rows of a matrix, structured and byte-addressed buffers, memory of the group.
struct Place { float3 at; uint kind; };
cbuffer Params : register(b0) {
  row_major float2x3 turn;
  float3 shift;
  uint kinds;
  float list[2];
};
StructuredBuffer<Place> places : register(t1);
RWStructuredBuffer<float2> turned : register(u2);
RWByteAddressBuffer counts : register(u3);
groupshared uint own[4];
static const float WEIGHTS[4] = { 0.5, 0.25, 2.0, 1.0 };

void weigh(inout float2 place, in uint kind, out bool heavy) {
  place *= WEIGHTS[kind];
  heavy = WEIGHTS[kind] > 1.0;
}

[numthreads(16, 1, 1)]
void main(uint3 id : SV_DispatchThreadID, uint index : SV_GroupIndex) {
  if (index < 4) own[index] = 0;
  GroupMemoryBarrierWithGroupSync();
  Place given = places[id.x];
  float2 place = mul(turn, given.at + shift);
  bool heavy;
  weigh(place, given.kind % kinds, heavy);
  [flatten] if (heavy) place += list[given.kind & 1];
  turned[id.x] = place;
  uint before;
  InterlockedAdd(own[given.kind & 3], heavy ? 2 : 1, before);
  GroupMemoryBarrierWithGroupSync();
  if (index < 4) {
    counts.InterlockedAdd(4 * index, own[index]);
    counts.InterlockedMax(16, own[index] << 4 | reversebits(index) >> 30);
  }
}
