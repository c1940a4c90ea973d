#version 450
// A sum of floats by compare and exchange, and what modf and frexp take apart.
layout(local_size_x = 32) in;
layout(std430, binding = 0) readonly buffer Input { float values[]; };
layout(std430, binding = 1) buffer Sum { uint sum; };
layout(std430, binding = 2) writeonly buffer Parts { vec4 parts[]; };

void main() {
  uint me = gl_GlobalInvocationID.x;
  float own = values[me];
  uint seen = sum;
  uint expected;
  do {
    expected = seen;
    seen = atomicCompSwap(sum, expected, floatBitsToUint(uintBitsToFloat(expected) + own));
  } while (seen != expected);
  float whole;
  float behind = modf(own, whole);
  int exponent;
  float significand = frexp(own, exponent);
  parts[me] = vec4(behind, whole, significand, float(exponent));
}
