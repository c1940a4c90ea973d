#version 450
#extension GL_EXT_shader_16bit_storage : require
#extension GL_EXT_shader_8bit_storage : require
#extension GL_EXT_shader_explicit_arithmetic_types : require
// Integers of 8 and 16 bits wrap as they should; halves are converted when loaded and stored.
layout(local_size_x = 16) in;
layout(std430, binding = 0) readonly buffer Input { int16_t shorts[64]; uint8_t bytes[64]; float16_t halves[64]; };
layout(std430, binding = 1) writeonly buffer Output { int16_t sums[64]; uint8_t products[64]; float16_t doubled[64]; };
layout(std430, binding = 2) writeonly buffer Words { ivec4 words[]; };

void main() {
  uint i = gl_GlobalInvocationID.x;
  uint next = (i + 1u) & 63u;
  sums[i] = shorts[i] + shorts[next] * int16_t(3);
  products[i] = bytes[i] * bytes[next] + uint8_t(1);
  doubled[i] = halves[i] * float16_t(2.0) + float16_t(0.25);
  words[i] = ivec4(int(shorts[i]) >> 3, int(shorts[i] >> int16_t(2)), int(bytes[i]) - 300, int(float(halves[i]) * 8.0));
}
