#version 450
// Marches rays to a sphere on a plane, and shades what they meet.
layout(local_size_x = 16) in;
layout(std430, binding = 0) writeonly buffer Image { vec4 pixels[]; };
layout(push_constant) uniform View { uvec2 size; };

float scene(vec3 p) {
  float sphere = length(p - vec3(0.0, 1.0, 4.0)) - 1.0;
  return min(sphere, p.y);
}

vec3 normalAt(vec3 p) {
  vec2 e = vec2(0.01, 0.0);
  return normalize(vec3(
    scene(p + e.xyy) - scene(p - e.xyy), scene(p + e.yxy) - scene(p - e.yxy), scene(p + e.yyx) - scene(p - e.yyx)));
}

bool march(vec3 from, vec3 way, out float distance_) {
  distance_ = 0.0;
  for (int i = 0; i < 64; i++) {
    float step_ = scene(from + way * distance_);
    if (step_ < 0.001) {
      return true;
    }
    distance_ += step_;
    if (distance_ > 20.0) {
      return false;
    }
  }
  return false;
}

void main() {
  uint at = gl_GlobalInvocationID.x;
  if (at >= size.x * size.y) {
    return;
  }
  vec2 uv = (vec2(at % size.x, at / size.x) + 0.5) / vec2(size) * 2.0 - 1.0;
  vec3 eye = vec3(0.0, 1.5, 0.0);
  vec3 way = normalize(vec3(uv.x, -uv.y, 1.5));
  float far;
  vec4 colour = vec4(0.5, 0.7, 0.9, 0.0);
  if (march(eye, way, far)) {
    vec3 hit = eye + way * far;
    float light = max(dot(normalAt(hit), normalize(vec3(0.5, 1.0, -0.5))), 0.0);
    colour = vec4(vec3(mix(0.1, 1.0, light)), 1.0);
  }
  pixels[at] = colour;
}
