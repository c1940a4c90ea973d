#version 450
// Iterations until a point of the plane escapes.
layout(local_size_x = 16) in;
layout(std430, binding = 0) writeonly buffer Image { uint counts[]; };
layout(push_constant) uniform View { vec2 corner; float step_; uint width; uint limit; };

void main() {
  uint at = gl_GlobalInvocationID.x;
  vec2 c = corner + step_ * vec2(at % width, at / width);
  vec2 z = vec2(0.0);
  uint n = 0u;
  while (n < limit && dot(z, z) <= 4.0) {
    z = vec2(z.x * z.x - z.y * z.y, 2.0 * z.x * z.y) + c;
    n++;
  }
  counts[at] = n;
}
