#version 450
#extension GL_EXT_shader_8bit_storage : require
#extension GL_EXT_shader_explicit_arithmetic_types_int8 : require
// Dot products of rows of signed bytes with scales of their own.
layout(local_size_x = 8) in;
layout(std430, binding = 0) readonly buffer Rows { int8_t rows[][32]; };
layout(std430, binding = 1) readonly buffer Vector { i8vec4 vector[8]; };
layout(std430, binding = 2) readonly buffer Scales { float scales[]; };
layout(std430, binding = 3) writeonly buffer Result { float result[]; };
layout(std430, binding = 4) writeonly buffer Narrow { int8_t narrow[]; };

void main() {
  uint me = gl_GlobalInvocationID.x;
  if (me >= scales.length()) {
    return;
  }
  int sum = 0;
  for (int i = 0; i < 32; i++) {
    sum += int(rows[me][i]) * int(vector[i / 4][i % 4]);
  }
  result[me] = float(sum) * scales[me];
  narrow[me] = int8_t(clamp(sum >> 7, -128, 127));
}
