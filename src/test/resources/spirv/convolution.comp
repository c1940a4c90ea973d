#version 450
// 3 by 3 convolution with clamped borders; the kernel is a constant array.
layout(local_size_x = 32) in;
layout(std430, binding = 0) readonly buffer Image { float source[]; };
layout(std430, binding = 1) writeonly buffer Result { float target[]; };
layout(push_constant) uniform Size { ivec2 size; };
const float weights[9] = float[](0.0625, 0.125, 0.0625, 0.125, 0.25, 0.125, 0.0625, 0.125, 0.0625);

float sampleAt(ivec2 at) {
  ivec2 inside = clamp(at, ivec2(0), size - 1);
  return source[inside.y * size.x + inside.x];
}

void main() {
  int at = int(gl_GlobalInvocationID.x);
  if (at >= size.x * size.y) {
    return;
  }
  ivec2 centre = ivec2(at % size.x, at / size.x);
  float sum = 0.0;
  for (int y = -1; y <= 1; y++) {
    for (int x = -1; x <= 1; x++) {
      sum += weights[(y + 1) * 3 + x + 1] * sampleAt(centre + ivec2(x, y));
    }
  }
  target[at] = sum;
}
