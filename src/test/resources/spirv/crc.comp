#version 450
// CRC-32 with a table that the workgroup makes first.
layout(local_size_x = 64) in;
layout(std430, binding = 0) readonly buffer Messages { uint messages[][8]; };
layout(std430, binding = 1) writeonly buffer Sums { uint sums[]; };
shared uint table[256];

uint row(uint index) {
  uint rest = index;
  for (int bit = 8; bit-- > 0;) {
    rest = (rest & 1u) != 0u ? rest >> 1 ^ 0xedb88320u : rest >> 1;
  }
  return rest;
}

void main() {
  for (uint i = gl_LocalInvocationIndex; i < 256u; i += gl_WorkGroupSize.x) {
    table[i] = row(i);
  }
  barrier();
  uint me = gl_GlobalInvocationID.x;
  if (me < messages.length()) {
    uint crc = ~0u;
    for (uint at = 0u; at <= me % 32u; at++) {
      uint byte_ = messages[me][at / 4u] >> 8u * (at % 4u);
      crc = table[(crc ^ byte_) & 0xffu] ^ crc >> 8;
    }
    sums[me] = ~crc;
  }
}
