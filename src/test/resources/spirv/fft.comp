#version 450
// Discrete Fourier transform of 64 complex numbers, radix 2, in place in shared memory.
layout(local_size_x = 32) in;
layout(std430, binding = 0) buffer Signal { vec2 signal[64]; };
shared vec2 work[64];

vec2 times(vec2 a, vec2 b) {
  return vec2(a.x * b.x - a.y * b.y, a.x * b.y + a.y * b.x);
}

void main() {
  uint me = gl_LocalInvocationID.x;
  for (uint i = me; i < 64u; i += 32u) {
    work[bitfieldReverse(i) >> 26] = signal[i];
  }
  barrier();
  for (uint span = 1u; span < 64u; span <<= 1) {
    uint k = me % span;
    uint low = me / span * 2u * span + k;
    float angle = -3.14159265358979 * float(k) / float(span);
    vec2 odd = times(vec2(cos(angle), sin(angle)), work[low + span]);
    vec2 even = work[low];
    work[low] = even + odd;
    work[low + span] = even - odd;
    barrier();
  }
  for (uint i = me; i < 64u; i += 32u) {
    signal[i] = work[i];
  }
}
