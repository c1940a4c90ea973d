#version 450
#extension GL_EXT_shader_8bit_storage : require
#extension GL_EXT_shader_explicit_arithmetic_types_int8 : require
// Unpacks what was packed as literal bytes and copies of what came before, which may overlap.
layout(local_size_x = 1) in;
layout(std430, binding = 0) readonly buffer Packed { uint starts[8]; uint8_t packed_[]; };
layout(std430, binding = 1) buffer Unpacked { uint8_t unpacked[8][64]; };

void main() {
  uint me = gl_WorkGroupID.x;
  uint from = starts[me], to = 0u;
  for (;;) {
    uint head = uint(packed_[from++]);
    uint count = head & 0x7fu;
    if (count == 0u) {
      break;
    }
    if (head < 0x80u) {
      do {
        unpacked[me][to++] = packed_[from++];
      } while (--count != 0u);
      continue;
    }
    uint back = uint(packed_[from++]);
    for (; count > 0u; count--, to++) {
      unpacked[me][to] = unpacked[me][to - back];
    }
  }
}
