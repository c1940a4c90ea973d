#version 450
#extension GL_EXT_shader_explicit_arithmetic_types_int64 : require
// Powers modulo numbers of 63 bits, and Miller and Rabin's test for primes with them.
layout(local_size_x = 4) in;
layout(std430, binding = 0) readonly buffer Input { uint64_t given[]; };
layout(std430, binding = 1) writeonly buffer Output { uint64_t power_[16]; uint prime[16]; };
const uint64_t WITNESSES[3] = {2ul, 3ul, 5ul};

uint64_t times(uint64_t a, uint64_t b, uint64_t n) {
  uint64_t result = 0ul;
  for (; b != 0ul; b >>= 1) {
    if ((b & 1ul) != 0ul) {
      result += a;
      if (result >= n) result -= n;
    }
    a <<= 1;
    if (a >= n) a -= n;
  }
  return result;
}

uint64_t power(uint64_t base, uint64_t exponent, uint64_t n) {
  uint64_t result = 1ul;
  uint64_t square = base % n;
  do {
    if (bool(uint(exponent) & 1u)) {
      result = times(result, square, n);
    }
    square = times(square, square, n);
    exponent /= 2ul;
  } while (exponent > 0ul);
  return result;
}

bool passes(uint64_t witness, uint64_t n) {
  uint64_t odd = n - 1ul;
  int twos = 0;
  while ((odd & 1ul) == 0ul) {
    odd >>= 1;
    twos++;
  }
  uint64_t x = power(witness, odd, n);
  if (x == 1ul || x == n - 1ul) return true;
  while (--twos > 0) {
    x = times(x, x, n);
    if (x == n - 1ul) return true;
  }
  return false;
}

void main() {
  uint me = gl_GlobalInvocationID.x;
  uint64_t n = given[me];
  power_[me] = power(n >> 1 ^ 0x123456789ul, uint64_t(me) * 77ul, n);
  bool all_ = true;
  for (int i = 0; i < WITNESSES.length() && all_; i++) {
    all_ = passes(WITNESSES[i], n);
  }
  prime[me] = uint(all_);
}
