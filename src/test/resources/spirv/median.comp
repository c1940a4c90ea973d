#version 450
// Median of nine, by exchanges of the elements of an array that are handed to a function.
layout(local_size_x = 32) in;
layout(std430, binding = 0) readonly buffer Input { float values[]; };
layout(std430, binding = 1) writeonly buffer Output { float medians[]; };

void order(inout float a, inout float b) {
  float least = min(a, b);
  b = max(a, b);
  a = least;
}

void middle(inout float v[9], int from, int step) {
  order(v[from], v[from + step]);
  order(v[from + step], v[from + 2 * step]);
  order(v[from], v[from + step]);
}

void main() {
  uint me = gl_GlobalInvocationID.x;
  float v[9];
  for (int i = 0; i < 9; i++) {
    uint at = (me + uint(i) * 7u) % uint(values.length());
    v[i] = values[at];
  }
  for (int i = 0; i < 3; i++) {
    middle(v, 3 * i, 1);
  }
  for (int i = 0; i < 3; i++) {
    middle(v, i, 3);
  }
  order(v[2], v[4]);
  order(v[4], v[6]);
  order(v[2], v[4]);
  medians[me] = v[4];
}
