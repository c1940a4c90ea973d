#version 450
// BLAKE3 of one chunk of up to 64 bytes: 16 words and a length in, 8 words out.
layout(local_size_x = 4) in;
layout(std430, binding = 0) readonly buffer Blocks { uint blocks[][17]; };
layout(std430, binding = 1) writeonly buffer Digests { uint digests[][8]; };

const uint IV[8] = uint[](0x6A09E667u, 0xBB67AE85u, 0x3C6EF372u, 0xA54FF53Au, 0x510E527Fu, 0x9B05688Cu, 0x1F83D9ABu, 0x5BE0CD19u);
const uint ORDER[16] = uint[](2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8);
const uint FLAGS = 11u; // start and end of the chunk, root

uint turn(uint x, uint n) {
  return x >> n | x << (32u - n);
}

void mixIn(inout uint s[16], uint a, uint b, uint c, uint d, uint x, uint y) {
  s[a] += s[b] + x;
  s[d] = turn(s[d] ^ s[a], 16u);
  s[c] += s[d];
  s[b] = turn(s[b] ^ s[c], 12u);
  s[a] += s[b] + y;
  s[d] = turn(s[d] ^ s[a], 8u);
  s[c] += s[d];
  s[b] = turn(s[b] ^ s[c], 7u);
}

void main() {
  uint me = gl_GlobalInvocationID.x;
  if (me >= blocks.length()) {
    return;
  }
  uint m[16];
  uint s[16];
  for (uint i = 0u; i < 16u; i++) {
    m[i] = blocks[me][i];
    s[i] = i < 12u ? IV[i & 7u] : 0u;
  }
  s[14] = blocks[me][16];
  s[15] = FLAGS;
  for (uint round_ = 0u; round_ < 7u; round_++) {
    for (uint i = 0u; i < 4u; i++) {
      mixIn(s, i, i + 4u, i + 8u, i + 12u, m[2u * i], m[2u * i + 1u]);
    }
    for (uint i = 0u; i < 4u; i++) {
      mixIn(s, i, (i + 1u) % 4u + 4u, (i + 2u) % 4u + 8u, (i + 3u) % 4u + 12u, m[2u * i + 8u], m[2u * i + 9u]);
    }
    uint moved[16];
    for (uint i = 0u; i < 16u; i++) {
      moved[i] = m[ORDER[i]];
    }
    m = moved;
  }
  for (uint i = 0u; i < 8u; i++) {
    digests[me][i] = s[i] ^ s[i + 8u];
  }
}
