#version 450
// Determinants modulo a prime: whole rows of an array of arrays change places.
layout(local_size_x = 4) in;
const uint P = 65521u;
layout(std430, binding = 0) readonly buffer Input { uint given[][6][6]; };
layout(std430, binding = 1) writeonly buffer Output { uvec2 results[]; };

uint power(uint base, uint exponent) {
  uint result = 1u;
  while (exponent > 0u) {
    if ((exponent & 1u) == 1u) result = result * base % P;
    base = base * base % P;
    exponent >>= 1;
  }
  return result;
}

uvec2 determinant_(uint m[6][6]) {
  uint result = 1u;
  for (int k = 0; k < 6; k++) {
    int pivot = k;
    while (pivot < 6 && m[pivot][k] == 0u) {
      pivot++;
    }
    if (pivot == 6) {
      return uvec2(0u, uint(k));
    }
    if (pivot != k) {
      uint kept[6] = m[k];
      m[k] = m[pivot];
      m[pivot] = kept;
      result = P - result;
    }
    result = result * m[k][k] % P;
    uint inverse_ = power(m[k][k], P - 2u);
    for (int row = k + 1; row < 6; row++) {
      uint factor = m[row][k] * inverse_ % P;
      for (int i = k; i < 6; i++) {
        m[row][i] = (m[row][i] + P - factor * m[k][i] % P) % P;
      }
    }
  }
  return uvec2(result, 6u);
}

void main() {
  uint me = gl_GlobalInvocationID.x;
  results[me] = determinant_(given[me]);
}
