#version 450
// Pi by chance: a 64-bit generator out of 32-bit halves.
layout(local_size_x = 32) in;
layout(std430, binding = 0) buffer Count { uint inside; uint least; uint most; };
struct Pcg { uvec2 state; uvec2 way; };

uvec2 multiply(uvec2 a, uvec2 b) {
  uint high, low;
  umulExtended(a.x, b.x, high, low);
  return uvec2(low, high + a.x * b.y + a.y * b.x);
}

uvec2 add(uvec2 a, uvec2 b) {
  uint carry;
  uint low = uaddCarry(a.x, b.x, carry);
  return uvec2(low, a.y + b.y + carry);
}

uint next(inout Pcg pcg) {
  uvec2 old = pcg.state;
  pcg.state = add(multiply(old, uvec2(0x4c957f2du, 0x5851f42du)), pcg.way);
  // (old >> 18 ^ old) >> 27, of which the low word counts
  uvec2 shifted = uvec2(old.x >> 18 | old.y << 14, old.y >> 18) ^ old;
  uint word = shifted.x >> 27 | shifted.y << 5;
  uint turn = old.y >> 27;
  return word >> turn | word << (-int(turn) & 31);
}

void main() {
  Pcg pcg = Pcg(uvec2(0u), uvec2(gl_GlobalInvocationID.x << 1 | 1u, 7u));
  next(pcg);
  pcg.state = add(pcg.state, uvec2(42u, gl_GlobalInvocationID.x));
  next(pcg);
  uint own = 0u;
  uint low = 0xffffffffu, high = 0u;
  for (int i = 0; i < 5; i++) {
    uint word = next(pcg);
    low = min(low, word);
    high = max(high, word);
    uvec2 place = uvec2(word & 0xffffu, word >> 16);
    own += uint(place.x * place.x / 2u + place.y * place.y / 2u < 0x7fff0000u);
  }
  atomicAdd(inside, own);
  atomicMin(least, low);
  atomicMax(most, high);
}
