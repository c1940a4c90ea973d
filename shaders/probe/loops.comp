// Counts the turns that a loop really makes. Every turn depends on the one before, and the state never becomes 0, which no
// compiler finds out: so none can work out the end without looping.
layout(binding = BINDING_PARAMS) readonly buffer Params { uint params[]; }; // turns, whether lanes diverge, seed (not 0)
layout(binding = BINDING_FIRST) writeonly buffer Results { uint results[]; }; // of each lane: turns made, state

void main() {
  uint lane = gl_LocalInvocationIndex;
  uint turns = params[PARAM_TURNS];
  uint state = params[PARAM_SEED];
  uint made = 0u;
  if (params[PARAM_DIVERGES] == 0u || (lane & 1u) == 0u) {
    for (; made < turns && state != 0u; made++) {
      state ^= state << SHIFT_A;
      state ^= state >> SHIFT_B;
      state ^= state << SHIFT_C;
    }
  } else {
    // Another sequence, so that the two branches cannot be merged into one.
    for (; made < turns && state != 0u; made++) {
      state ^= state << SHIFT_C;
      state ^= state >> SHIFT_D;
      state ^= state << SHIFT_E;
    }
  }
  results[LANE_RESULTS * lane] = made;
  results[LANE_RESULTS * lane + 1u] = state;
}
