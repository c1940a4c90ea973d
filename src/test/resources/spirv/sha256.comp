#version 450
// SHA-256 of messages of one block each, padding included: 16 words in, 8 words out.
layout(local_size_x = 4) in;
layout(std430, binding = 0) readonly buffer Blocks { uint blocks[][16]; };
layout(std430, binding = 1) writeonly buffer Digests { uint digests[][8]; };

const uint K[64] = uint[](
  0x428a2f98u, 0x71374491u, 0xb5c0fbcfu, 0xe9b5dba5u, 0x3956c25bu, 0x59f111f1u, 0x923f82a4u, 0xab1c5ed5u,
  0xd807aa98u, 0x12835b01u, 0x243185beu, 0x550c7dc3u, 0x72be5d74u, 0x80deb1feu, 0x9bdc06a7u, 0xc19bf174u,
  0xe49b69c1u, 0xefbe4786u, 0x0fc19dc6u, 0x240ca1ccu, 0x2de92c6fu, 0x4a7484aau, 0x5cb0a9dcu, 0x76f988dau,
  0x983e5152u, 0xa831c66du, 0xb00327c8u, 0xbf597fc7u, 0xc6e00bf3u, 0xd5a79147u, 0x06ca6351u, 0x14292967u,
  0x27b70a85u, 0x2e1b2138u, 0x4d2c6dfcu, 0x53380d13u, 0x650a7354u, 0x766a0abbu, 0x81c2c92eu, 0x92722c85u,
  0xa2bfe8a1u, 0xa81a664bu, 0xc24b8b70u, 0xc76c51a3u, 0xd192e819u, 0xd6990624u, 0xf40e3585u, 0x106aa070u,
  0x19a4c116u, 0x1e376c08u, 0x2748774cu, 0x34b0bcb5u, 0x391c0cb3u, 0x4ed8aa4au, 0x5b9cca4fu, 0x682e6ff3u,
  0x748f82eeu, 0x78a5636fu, 0x84c87814u, 0x8cc70208u, 0x90befffau, 0xa4506cebu, 0xbef9a3f7u, 0xc67178f2u);

uint turn(uint x, int n) {
  return x >> n | x << (32 - n);
}

void main() {
  uint me = gl_GlobalInvocationID.x;
  if (me >= blocks.length()) {
    return;
  }
  uint w[64];
  for (int i = 0; i < 16; i++) {
    w[i] = blocks[me][i];
  }
  for (int i = 16; i < 64; i++) {
    uint s0 = turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ w[i - 15] >> 3;
    uint s1 = turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ w[i - 2] >> 10;
    w[i] = w[i - 16] + s0 + w[i - 7] + s1;
  }
  uint start[8] = uint[](0x6a09e667u, 0xbb67ae85u, 0x3c6ef372u, 0xa54ff53au, 0x510e527fu, 0x9b05688cu, 0x1f83d9abu, 0x5be0cd19u);
  uint h[8] = start;
  for (int i = 0; i < 64; i++) {
    uint s1 = turn(h[4], 6) ^ turn(h[4], 11) ^ turn(h[4], 25);
    uint choice = h[4] & h[5] ^ ~h[4] & h[6];
    uint t1 = h[7] + s1 + choice + K[i] + w[i];
    uint s0 = turn(h[0], 2) ^ turn(h[0], 13) ^ turn(h[0], 22);
    uint majority = h[0] & h[1] ^ h[0] & h[2] ^ h[1] & h[2];
    h[7] = h[6];
    h[6] = h[5];
    h[5] = h[4];
    h[4] = h[3] + t1;
    h[3] = h[2];
    h[2] = h[1];
    h[1] = h[0];
    h[0] = t1 + s0 + majority;
  }
  for (int i = 0; i < 8; i++) {
    digests[me][i] = h[i] + start[i];
  }
}
