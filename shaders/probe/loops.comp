// Counts the turns that a loop really makes. Every turn depends on the one before, and the state never becomes 0, which no
// compiler finds out: so none can work out the end without looping.
layout(set = 0, binding = 0) readonly buffer Params { uint params[]; }; // turns, whether lanes diverge, seed (not 0)
layout(set = 0, binding = 1) writeonly buffer Results { uint results[]; }; // of each lane: turns made, state

void main() {
  uint lane = gl_LocalInvocationIndex;
  uint turns = params[0];
  uint state = params[2];
  uint made = 0u;
  if (params[1] == 0u || (lane & 1u) == 0u) {
    for (; made < turns && state != 0u; made++) {
      state ^= state << 13;
      state ^= state >> 17;
      state ^= state << 5;
    }
  } else {
    // Another sequence, so that the two branches cannot be merged into one.
    for (; made < turns && state != 0u; made++) {
      state ^= state << 5;
      state ^= state >> 9;
      state ^= state << 7;
    }
  }
  results[2u * lane] = made;
  results[2u * lane + 1u] = state;
}
