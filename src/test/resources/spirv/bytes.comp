#version 450
#extension GL_EXT_shader_8bit_storage : require
#extension GL_EXT_shader_16bit_storage : require
#extension GL_EXT_shader_explicit_arithmetic_types : require
// Workgroups of one invocation store bytes and halves side by side, none of which may be lost.
layout(local_size_x = 1) in;
layout(std430, binding = 0) readonly buffer Input { uint8_t bytes_[]; };
layout(std430, binding = 1) writeonly buffer Output { uint8_t turned[64]; uint16_t squares[64]; float16_t quarters[64]; };
struct Narrow { int8_t a; uint16_t b; float16_t c; };

Narrow narrow(uint8_t value) {
  return Narrow(int8_t(value), uint16_t(value), float16_t(value));
}

void main() {
  uint me = gl_WorkGroupID.x;
  Narrow own = narrow(bytes_[me]);
  uint to = bitfieldReverse(me) >> 26;
  turned[to] = uint8_t(own.a >> 1);
  own.b *= own.b;
  squares[to] = own.b - uint16_t(1);
  own.c /= float16_t(4.0);
  quarters[to] = own.c;
}
