#version 450
// QR by rotations of rows, on matrices whose columns and rows are chosen by loops.
layout(local_size_x = 4) in;
layout(std430, binding = 0) readonly buffer Input { mat4 given[]; };
layout(std430, binding = 1) writeonly buffer Output { mat4 results[][2]; };

void rotate_(inout mat4 m, int a, int b, float c, float s) {
  for (int column = 0; column < 4; column++) {
    float upper = m[column][a];
    float lower = m[column][b];
    m[column][a] = c * upper + s * lower;
    m[column][b] = c * lower - s * upper;
  }
}

void qr(mat4 m, out mat4 q, out mat4 r) {
  q = mat4(1.0);
  r = m;
  for (int column = 0; column < 3; column++) {
    for (int row = 3; row > column; row--) {
      float x = r[column][row - 1], y = r[column][row];
      float size = length(vec2(x, y));
      if (size == 0.0) {
        continue;
      }
      rotate_(r, row - 1, row, x / size, y / size);
      rotate_(q, row - 1, row, x / size, y / size);
    }
  }
  q = transpose(q);
}

void main() {
  uint me = gl_GlobalInvocationID.x;
  mat4 q, r;
  qr(given[me], q, r);
  results[me][0] = q * r;
  results[me][1] = r;
}
