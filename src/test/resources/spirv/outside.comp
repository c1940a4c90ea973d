#version 450
// Loads outside of buffers give zero, stores there are dropped.
layout(local_size_x = 8) in;
layout(std430, binding = 0) readonly buffer Input { uint values[]; };
layout(std430, binding = 1) buffer Output { uint results[]; };
shared uint own[8];

void main() {
  uint me = gl_LocalInvocationID.x;
  own[me] = 5u;
  barrier();
  uint far = values[me * 3u];
  results[me] = far + own[me * 4u] + 1u;
  results[me + 100u] = 9u;
  own[me + 64u] = 7u;
  int local_[4] = int[](1, 2, 3, 4);
  local_[values[0] + me] += 10;
  results[me + 8u] = uint(local_[me & 3u]);
}
