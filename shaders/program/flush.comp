// What arithmetic on f32 makes of subnormal operands and results.
layout(std430, set = 0, binding = FLUSH_BINDING_PAIRS) readonly restrict buffer Pairs { uint pairs[]; };
layout(std430, set = 0, binding = FLUSH_BINDING_RESULTS) writeonly restrict buffer Results { uint results[]; };

void main() {
  uint me = gl_GlobalInvocationID.x;
  uint pair = me % FLUSH_PAIRS << 1u;
  float a = uintBitsToFloat(pairs[pair]);
  float b = uintBitsToFloat(pairs[pair + 1u]);
  precise float sum = a + b;
  precise float difference = a - b;
  precise float product = a * b;
  precise float quotient = a / b;
  uint at = me * FLUSH_RESULTS;
  results[at++] = floatBitsToUint(sum);
  results[at++] = floatBitsToUint(difference);
  results[at++] = floatBitsToUint(product);
  results[at++] = floatBitsToUint(quotient);
  results[at] = uint(a == b) | uint(a < b) << 1u | uint(a <= b) << 1u << 1u;
}
