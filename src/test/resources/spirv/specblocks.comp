#version 450
// Sizes of arrays, ends of loops and whole branches that depend on constants chosen at load.
layout(local_size_x_id = 0, local_size_y_id = 1) in;
layout(constant_id = 2) const uint COUNT = 6u;
layout(constant_id = 3) const bool ONCE = true;
layout(constant_id = 4) const int KIND = 2;
layout(constant_id = 5) const float FACTOR = 0.5;
const uint TWICE = COUNT * 2u;
const uint LAST = COUNT > 4u ? 4u : 0u;
layout(std430, binding = 0) buffer Output { uint results[]; };
shared uint held[TWICE][COUNT];

void main() {
  uint me = gl_LocalInvocationIndex;
  uint own[COUNT];
  for (uint i = 0u; i < COUNT; i++) {
    own[i] = me + i;
  }
  if (COUNT > 4u) {
    own[4] += 100u;
  }
  own[LAST] += 7u;
  uvec2 pairs[COUNT];
  pairs[0] = uvec2(1u, 2u);
  pairs[1] = uvec2(me);
  if (COUNT > 5u) { // elsewhere there is no such element
    pairs[5].y = 9u;
    own[2] += pairs[5].y;
  }
  own[3] += pairs[0].y;
  do {
    own[0] += 1000u;
    if (KIND == 3) {
      own[1] = 5u;
      break;
    }
  } while (!ONCE && own[0] < 5000u);
  switch (KIND) {
    case 1: own[0] ^= 1u; break;
    case 2: own[0] ^= 2u;
    case 3: own[0] ^= 4u; break;
    default: own[0] ^= 8u;
  }
  for (uint i = 0u; i < COUNT; i++) {
    held[me % TWICE][i] = own[i];
  }
  barrier();
  uint sum = uint(float(COUNT) * FACTOR);
  for (uint i = 0u; i < COUNT; i++) {
    sum = sum * 31u + held[(me + 1u) % min(TWICE, gl_WorkGroupSize.x * gl_WorkGroupSize.y)][i];
  }
  results[me] = sum;
}
