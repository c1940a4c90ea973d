#version 450
#extension GL_EXT_shader_explicit_arithmetic_types_int64 : require
// 64-bit integers: every operation on two of them.
layout(local_size_x = 8) in;
layout(std430, binding = 0) readonly buffer Input { uint64_t values[]; };
layout(std430, binding = 1) writeonly buffer Output { uint64_t results[][29]; };

void main() {
  uint at = gl_GlobalInvocationID.x;
  uint count = values.length();
  if (at >= count * count) {
    return;
  }
  uint64_t a = values[at / count];
  uint64_t b = values[at % count];
  int64_t x = int64_t(a);
  int64_t y = int64_t(b);
  uint shift = uint(b) & 63u;
  bool divides = b != 0ul && !(x == -9223372036854775807l - 1l && y == -1l);
  results[at][0] = a + b;
  results[at][1] = a - b;
  results[at][2] = a * b;
  results[at][3] = b == 0ul ? 7ul : a / b;
  results[at][4] = b == 0ul ? 7ul : a % b;
  results[at][5] = divides ? uint64_t(x / y) : 7ul;
  results[at][6] = a << shift;
  results[at][7] = a >> shift;
  results[at][8] = uint64_t(x >> shift);
  results[at][9] = a & b;
  results[at][10] = a | b;
  results[at][11] = a ^ b;
  results[at][12] = ~a;
  results[at][13] = uint64_t(-x);
  results[at][14] = uint64_t(a < b) | uint64_t(a <= b) << 1 | uint64_t(a > b) << 2 | uint64_t(a >= b) << 3;
  results[at][15] = uint64_t(x < y) | uint64_t(x <= y) << 1 | uint64_t(x > y) << 2 | uint64_t(x >= y) << 3;
  results[at][16] = uint64_t(a == b) | uint64_t(a != b) << 1;
  results[at][17] = uint64_t(int(a));
  results[at][18] = uint64_t(uint(a));
  results[at][19] = uint64_t(floatBitsToUint(float(a)));
  results[at][20] = uint64_t(floatBitsToUint(float(x)));
  results[at][21] = uint64_t(abs(float(x)) < 1e18 ? int64_t(float(x)) : 0l);
  results[at][22] = a < b ? a : b;
  results[at][23] = packUint2x32(unpackUint2x32(a).yx);
  results[at][24] = uint64_t(abs(x));
  results[at][25] = uint64_t(sign(x));
  results[at][26] = min(a, b) ^ max(a, b);
  results[at][27] = uint64_t(clamp(x, -100l, y));
  results[at][28] = divides ? uint64_t(x % y) : 7ul;
}
