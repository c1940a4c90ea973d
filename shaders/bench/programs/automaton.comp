// Runs an automaton over text, four bytes a word: each invocation over its 64 words, behind 4 words that bring it into its state. Counts
// the bytes at which it is in an accepting state, one that is marked in its top bit.
layout(local_size_x = 64) in;
layout(std430, binding = 0) readonly restrict buffer Text { uint text[]; };
layout(std430, binding = 1) readonly restrict buffer Table { uint table[]; };
layout(std430, binding = 2) writeonly restrict buffer Out { uint result[]; };

void main() {
  uint i = gl_GlobalInvocationID.x;
  uint state = 0u;
  uint found = 0u;
  for (uint at = 0u; at < 68u; at++) {
    uint word = text[i * 64u + at];
    for (uint shift = 0u; shift < 32u; shift += 8u) {
      state = table[(state & 65535u) * 256u + (word >> shift & 255u)];
      found += at >= 4u ? state >> 31u : 0u;
    }
  }
  result[i] = found;
}
