// SHA-256 (FIPS 180-4) of messages of one block each, padding included: 16 words in, 8 words out. Without arrays and loops: software drivers
// are an order of magnitude slower with them.
layout(local_size_x = 64) in;
layout(std430, binding = 0) readonly restrict buffer Blocks { uint blocks[][16]; };
layout(std430, binding = 1) writeonly restrict buffer Digests { uint digests[][8]; };

uint turn(uint x, int n) {
  return x >> n | x << (32 - n);
}

#define EXTEND(w16, w15, w7, w2) \
  w16 += (turn(w15, 7) ^ turn(w15, 18) ^ w15 >> 3) + w7 + (turn(w2, 17) ^ turn(w2, 19) ^ w2 >> 10);
#define ROUND(a, b, c, d, e, f, g, h, k, w) \
  h += (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + (e & f ^ ~e & g) + k + w; \
  d += h; \
  h += (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + (a & b ^ a & c ^ b & c);

void main() {
  uint me = gl_GlobalInvocationID.x;
  uint w0 = blocks[me][0];
  uint w1 = blocks[me][1];
  uint w2 = blocks[me][2];
  uint w3 = blocks[me][3];
  uint w4 = blocks[me][4];
  uint w5 = blocks[me][5];
  uint w6 = blocks[me][6];
  uint w7 = blocks[me][7];
  uint w8 = blocks[me][8];
  uint w9 = blocks[me][9];
  uint w10 = blocks[me][10];
  uint w11 = blocks[me][11];
  uint w12 = blocks[me][12];
  uint w13 = blocks[me][13];
  uint w14 = blocks[me][14];
  uint w15 = blocks[me][15];
  uint a = 0x6a09e667u;
  uint b = 0xbb67ae85u;
  uint c = 0x3c6ef372u;
  uint d = 0xa54ff53au;
  uint e = 0x510e527fu;
  uint f = 0x9b05688cu;
  uint g = 0x1f83d9abu;
  uint h = 0x5be0cd19u;
  ROUND(a, b, c, d, e, f, g, h, 0x428a2f98u, w0)
  ROUND(h, a, b, c, d, e, f, g, 0x71374491u, w1)
  ROUND(g, h, a, b, c, d, e, f, 0xb5c0fbcfu, w2)
  ROUND(f, g, h, a, b, c, d, e, 0xe9b5dba5u, w3)
  ROUND(e, f, g, h, a, b, c, d, 0x3956c25bu, w4)
  ROUND(d, e, f, g, h, a, b, c, 0x59f111f1u, w5)
  ROUND(c, d, e, f, g, h, a, b, 0x923f82a4u, w6)
  ROUND(b, c, d, e, f, g, h, a, 0xab1c5ed5u, w7)
  ROUND(a, b, c, d, e, f, g, h, 0xd807aa98u, w8)
  ROUND(h, a, b, c, d, e, f, g, 0x12835b01u, w9)
  ROUND(g, h, a, b, c, d, e, f, 0x243185beu, w10)
  ROUND(f, g, h, a, b, c, d, e, 0x550c7dc3u, w11)
  ROUND(e, f, g, h, a, b, c, d, 0x72be5d74u, w12)
  ROUND(d, e, f, g, h, a, b, c, 0x80deb1feu, w13)
  ROUND(c, d, e, f, g, h, a, b, 0x9bdc06a7u, w14)
  ROUND(b, c, d, e, f, g, h, a, 0xc19bf174u, w15)
  EXTEND(w0, w1, w9, w14)
  ROUND(a, b, c, d, e, f, g, h, 0xe49b69c1u, w0)
  EXTEND(w1, w2, w10, w15)
  ROUND(h, a, b, c, d, e, f, g, 0xefbe4786u, w1)
  EXTEND(w2, w3, w11, w0)
  ROUND(g, h, a, b, c, d, e, f, 0x0fc19dc6u, w2)
  EXTEND(w3, w4, w12, w1)
  ROUND(f, g, h, a, b, c, d, e, 0x240ca1ccu, w3)
  EXTEND(w4, w5, w13, w2)
  ROUND(e, f, g, h, a, b, c, d, 0x2de92c6fu, w4)
  EXTEND(w5, w6, w14, w3)
  ROUND(d, e, f, g, h, a, b, c, 0x4a7484aau, w5)
  EXTEND(w6, w7, w15, w4)
  ROUND(c, d, e, f, g, h, a, b, 0x5cb0a9dcu, w6)
  EXTEND(w7, w8, w0, w5)
  ROUND(b, c, d, e, f, g, h, a, 0x76f988dau, w7)
  EXTEND(w8, w9, w1, w6)
  ROUND(a, b, c, d, e, f, g, h, 0x983e5152u, w8)
  EXTEND(w9, w10, w2, w7)
  ROUND(h, a, b, c, d, e, f, g, 0xa831c66du, w9)
  EXTEND(w10, w11, w3, w8)
  ROUND(g, h, a, b, c, d, e, f, 0xb00327c8u, w10)
  EXTEND(w11, w12, w4, w9)
  ROUND(f, g, h, a, b, c, d, e, 0xbf597fc7u, w11)
  EXTEND(w12, w13, w5, w10)
  ROUND(e, f, g, h, a, b, c, d, 0xc6e00bf3u, w12)
  EXTEND(w13, w14, w6, w11)
  ROUND(d, e, f, g, h, a, b, c, 0xd5a79147u, w13)
  EXTEND(w14, w15, w7, w12)
  ROUND(c, d, e, f, g, h, a, b, 0x06ca6351u, w14)
  EXTEND(w15, w0, w8, w13)
  ROUND(b, c, d, e, f, g, h, a, 0x14292967u, w15)
  EXTEND(w0, w1, w9, w14)
  ROUND(a, b, c, d, e, f, g, h, 0x27b70a85u, w0)
  EXTEND(w1, w2, w10, w15)
  ROUND(h, a, b, c, d, e, f, g, 0x2e1b2138u, w1)
  EXTEND(w2, w3, w11, w0)
  ROUND(g, h, a, b, c, d, e, f, 0x4d2c6dfcu, w2)
  EXTEND(w3, w4, w12, w1)
  ROUND(f, g, h, a, b, c, d, e, 0x53380d13u, w3)
  EXTEND(w4, w5, w13, w2)
  ROUND(e, f, g, h, a, b, c, d, 0x650a7354u, w4)
  EXTEND(w5, w6, w14, w3)
  ROUND(d, e, f, g, h, a, b, c, 0x766a0abbu, w5)
  EXTEND(w6, w7, w15, w4)
  ROUND(c, d, e, f, g, h, a, b, 0x81c2c92eu, w6)
  EXTEND(w7, w8, w0, w5)
  ROUND(b, c, d, e, f, g, h, a, 0x92722c85u, w7)
  EXTEND(w8, w9, w1, w6)
  ROUND(a, b, c, d, e, f, g, h, 0xa2bfe8a1u, w8)
  EXTEND(w9, w10, w2, w7)
  ROUND(h, a, b, c, d, e, f, g, 0xa81a664bu, w9)
  EXTEND(w10, w11, w3, w8)
  ROUND(g, h, a, b, c, d, e, f, 0xc24b8b70u, w10)
  EXTEND(w11, w12, w4, w9)
  ROUND(f, g, h, a, b, c, d, e, 0xc76c51a3u, w11)
  EXTEND(w12, w13, w5, w10)
  ROUND(e, f, g, h, a, b, c, d, 0xd192e819u, w12)
  EXTEND(w13, w14, w6, w11)
  ROUND(d, e, f, g, h, a, b, c, 0xd6990624u, w13)
  EXTEND(w14, w15, w7, w12)
  ROUND(c, d, e, f, g, h, a, b, 0xf40e3585u, w14)
  EXTEND(w15, w0, w8, w13)
  ROUND(b, c, d, e, f, g, h, a, 0x106aa070u, w15)
  EXTEND(w0, w1, w9, w14)
  ROUND(a, b, c, d, e, f, g, h, 0x19a4c116u, w0)
  EXTEND(w1, w2, w10, w15)
  ROUND(h, a, b, c, d, e, f, g, 0x1e376c08u, w1)
  EXTEND(w2, w3, w11, w0)
  ROUND(g, h, a, b, c, d, e, f, 0x2748774cu, w2)
  EXTEND(w3, w4, w12, w1)
  ROUND(f, g, h, a, b, c, d, e, 0x34b0bcb5u, w3)
  EXTEND(w4, w5, w13, w2)
  ROUND(e, f, g, h, a, b, c, d, 0x391c0cb3u, w4)
  EXTEND(w5, w6, w14, w3)
  ROUND(d, e, f, g, h, a, b, c, 0x4ed8aa4au, w5)
  EXTEND(w6, w7, w15, w4)
  ROUND(c, d, e, f, g, h, a, b, 0x5b9cca4fu, w6)
  EXTEND(w7, w8, w0, w5)
  ROUND(b, c, d, e, f, g, h, a, 0x682e6ff3u, w7)
  EXTEND(w8, w9, w1, w6)
  ROUND(a, b, c, d, e, f, g, h, 0x748f82eeu, w8)
  EXTEND(w9, w10, w2, w7)
  ROUND(h, a, b, c, d, e, f, g, 0x78a5636fu, w9)
  EXTEND(w10, w11, w3, w8)
  ROUND(g, h, a, b, c, d, e, f, 0x84c87814u, w10)
  EXTEND(w11, w12, w4, w9)
  ROUND(f, g, h, a, b, c, d, e, 0x8cc70208u, w11)
  EXTEND(w12, w13, w5, w10)
  ROUND(e, f, g, h, a, b, c, d, 0x90befffau, w12)
  EXTEND(w13, w14, w6, w11)
  ROUND(d, e, f, g, h, a, b, c, 0xa4506cebu, w13)
  EXTEND(w14, w15, w7, w12)
  ROUND(c, d, e, f, g, h, a, b, 0xbef9a3f7u, w14)
  EXTEND(w15, w0, w8, w13)
  ROUND(b, c, d, e, f, g, h, a, 0xc67178f2u, w15)
  digests[me][0] = a + 0x6a09e667u;
  digests[me][1] = b + 0xbb67ae85u;
  digests[me][2] = c + 0x3c6ef372u;
  digests[me][3] = d + 0xa54ff53au;
  digests[me][4] = e + 0x510e527fu;
  digests[me][5] = f + 0x9b05688cu;
  digests[me][6] = g + 0x1f83d9abu;
  digests[me][7] = h + 0x5be0cd19u;
}
