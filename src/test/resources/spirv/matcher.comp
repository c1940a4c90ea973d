#version 450
// Knuth, Morris and Pratt: every lane builds the table of its pattern, and counts it in a text.
layout(local_size_x = 8) in;
layout(std430, binding = 0) readonly buffer Text { uint length_; uint text[]; };
layout(std430, binding = 1) readonly buffer Patterns { uvec2 patterns[]; };
layout(std430, binding = 2) writeonly buffer Found { ivec2 found[]; };

uint letter(uint at) {
  return text[at / 4u] >> at % 4u * 8u & 0xffu;
}

void main() {
  uint me = gl_GlobalInvocationID.x;
  if (me >= patterns.length()) return;
  uint size = patterns[me].y & 7u;
  uint pattern[8];
  int back[9];
  for (uint i = 0u; i < size; i++) pattern[i] = patterns[me].x >> i * 4u & 15u;
  int k = back[0] = -1;
  for (int i = 0; i < int(size);) {
    while (k >= 0 && pattern[i] != pattern[k]) k = back[k];
    back[++i] = ++k;
  }
  int count = 0, first = -1, state = 0;
  for (uint at = 0u; at < length_; at++) {
    uint own = letter(at) - 97u;
    while (state >= 0 && (state == int(size) || pattern[state] != own)) {
      state = back[state];
    }
    if (++state == int(size)) {
      if (count++ == 0) first = int(at) - state + 1;
    }
  }
  found[me] = ivec2(count, first);
}
