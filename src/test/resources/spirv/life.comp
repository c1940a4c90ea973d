#version 450
// Conway's Game of Life on a torus of 32 by 32 cells, a row of bits each word, several generations.
layout(local_size_x = 32) in;
layout(std430, binding = 0) buffer World { uint rows[32]; };
layout(push_constant) uniform Rules { uint generations; };
shared uint world[32];

uint alive(uint y, uint x) {
  return world[y & 31u] >> (x & 31u) & 1u;
}

void main() {
  uint y = gl_LocalInvocationID.x;
  world[y] = rows[y];
  barrier();
  for (uint g = 0u; g < generations; g++) {
    uint next = 0u;
    for (uint x = 0u; x < 32u; x++) {
      uint around = 0u;
      for (int dy = -1; dy <= 1; dy++) {
        for (int dx = -1; dx <= 1; dx++) {
          if (dx != 0 || dy != 0) {
            around += alive(y + uint(dy), x + uint(dx));
          }
        }
      }
      bool lives = around == 3u || (around == 2u && alive(y, x) != 0u);
      next |= lives ? 1u << x : 0u;
    }
    barrier();
    world[y] = next;
    barrier();
  }
  rows[y] = world[y];
}
