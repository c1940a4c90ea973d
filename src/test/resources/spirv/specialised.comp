#version 450
// Sizes and values that are chosen when the module is loaded.
layout(local_size_x_id = 0) in;
layout(constant_id = 1) const uint SIZE = 4u;
layout(constant_id = 2) const float SCALE = 1.5;
layout(constant_id = 3) const bool NEGATE = false;
layout(constant_id = 4) const int SHIFT = 2;
const uint AREA = SIZE * SIZE + uint(SHIFT << 1);
layout(std430, binding = 0) writeonly buffer Output { float results[]; };
shared float table[AREA];

void main() {
  uint me = gl_LocalInvocationIndex;
  for (uint i = me; i < AREA; i += gl_WorkGroupSize.x) {
    table[i] = float(i) * SCALE;
  }
  barrier();
  for (uint i = me; i < AREA; i += gl_WorkGroupSize.x) {
    float v = table[AREA - 1u - i];
    results[i] = NEGATE ? -v : v;
  }
}
