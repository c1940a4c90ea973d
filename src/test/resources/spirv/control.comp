#version 450
// Control flow of all kinds: switches that fall through, loops that go on and stop, early returns.
layout(local_size_x = 16) in;
layout(std430, binding = 0) readonly buffer Input { uint values[]; };
layout(std430, binding = 1) writeonly buffer Output { uint results[][6]; };

uint kind(uint v) {
  switch (v % 9u) {
    case 0u:
      return 100u;
    case 1u:
    case 2u:
      v += 5u;
    case 3u:
      v *= 3u;
      break;
    case 7u:
      if (v > 50u) {
        break;
      }
      return v;
    default:
      v ^= 0xffu;
  }
  return v + 1u;
}

uint collatz(uint n) {
  uint steps = 0u;
  do {
    if (n == 1u) {
      break;
    }
    n = (n & 1u) == 0u ? n / 2u : 3u * n + 1u;
    steps++;
    if (steps > 500u) {
      return 0xffffffffu;
    }
  } while (true);
  return steps;
}

uint firstPair(uint target) {
  for (uint i = 0u; i < 20u; i++) {
    if ((i & 3u) == 3u) {
      continue;
    }
    for (uint j = i; j < 20u; j++) {
      if (j == i + 7u) {
        continue;
      }
      if (i * j == target) {
        return i << 8 | j;
      }
      if (i * j > target) {
        break;
      }
    }
  }
  return 0u;
}

void divide(uint a, uint b, out uint quotient, inout uint rest) {
  quotient = b == 0u ? 0u : a / b;
  rest += a - quotient * b;
}

uint fibonacci(uint n) {
  uint table[12];
  table[0] = 0u;
  table[1] = 1u;
  for (uint i = 2u; i < 12u; i++) {
    table[i] = table[i - 1u] + table[i - 2u];
  }
  return table[n % 12u];
}

void main() {
  uint me = gl_GlobalInvocationID.x;
  if (me >= values.length()) {
    return;
  }
  uint v = values[me];
  results[me][0] = kind(v);
  results[me][1] = collatz(v + 1u);
  results[me][2] = firstPair(v);
  uint quotient;
  uint rest = 1000u;
  divide(v, v % 7u, quotient, rest);
  divide(quotient, 3u, quotient, rest);
  results[me][3] = quotient << 16 | rest;
  results[me][4] = fibonacci(v);
  uvec4 swizzled = uvec4(v, v + 1u, v + 2u, v + 3u).wzyx;
  swizzled[v & 3u] += 1000u;
  results[me][5] = swizzled[(v >> 2) & 3u] + swizzled.z;
}
