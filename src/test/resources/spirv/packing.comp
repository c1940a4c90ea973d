#version 450
// Colours in packed forms: halves, and fractions of bytes.
layout(local_size_x = 8) in;
layout(std430, binding = 0) readonly buffer Input { uvec2 halves[]; };
layout(std430, binding = 1) writeonly buffer Output { uvec4 packed_[]; };

void main() {
  uint me = gl_GlobalInvocationID.x;
  vec4 colour = vec4(unpackHalf2x16(halves[me].x), unpackHalf2x16(halves[me].y));
  vec4 next = vec4(unpackHalf2x16(halves[me ^ 1u].x), unpackHalf2x16(halves[me ^ 1u].y));
  vec4 mixed = mix(colour, next, 0.25);
  uint bytes_ = packUnorm4x8(abs(mixed) * 0.25);
  vec4 back = unpackUnorm4x8(bytes_);
  vec4 signs = unpackSnorm4x8(bytes_);
  packed_[me] = uvec4(
      packHalf2x16(mixed.xy), packHalf2x16(mixed.zw), bytes_, packSnorm4x8(signs * 0.5 - back * 0.25));
}
