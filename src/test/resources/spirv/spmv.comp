#version 450
// Product of a sparse matrix, rows compressed, and a vector.
layout(local_size_x = 16) in;
layout(std430, binding = 0) readonly buffer Starts { uint starts[]; };
layout(std430, binding = 1) readonly buffer Columns { uint columns[]; };
layout(std430, binding = 2) readonly buffer Values { float values[]; };
layout(std430, binding = 3) readonly buffer X { float x[]; };
layout(std430, binding = 4) writeonly buffer Y { float y[]; };

void main() {
  uint row = gl_GlobalInvocationID.x;
  if (row + 1u >= starts.length()) {
    return;
  }
  float sum = 0.0;
  for (uint i = starts[row]; i < starts[row + 1u]; i++) {
    sum += values[i] * x[columns[i]];
  }
  y[row] = sum;
}
