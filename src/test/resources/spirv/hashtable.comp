#version 450
// Counts keys in a table with open addressing, filled by many at once.
layout(local_size_x = 64) in;
layout(std430, binding = 0) readonly buffer Keys { uint keys[]; };
layout(std430, binding = 1) buffer Table { uvec2 table[128]; };
layout(std430, binding = 2) writeonly buffer Counts { uint counts[]; };

uint find(uint key) {
  uint at = key * 2654435769u >> 25;
  for (;;) {
    uint seen = atomicCompSwap(table[at].x, 0u, key);
    if (seen == 0u || seen == key) {
      return at;
    }
    at = (at + 1u) & 127u;
  }
}

void main() {
  uint me = gl_LocalInvocationID.x;
  for (uint i = me; i < keys.length(); i += 64u) {
    atomicAdd(table[find(keys[i])].y, 1u);
  }
  memoryBarrierBuffer();
  barrier();
  for (uint i = me; i < keys.length(); i += 64u) {
    counts[i] = atomicAdd(table[find(keys[i])].y, 0u);
  }
}
