#version 450
// One step of gravity between all bodies.
layout(local_size_x = 16) in;
struct Body { vec3 position; float mass; vec3 velocity; float unused; };
layout(std430, binding = 0) readonly buffer Before { Body before[]; };
layout(std430, binding = 1) writeonly buffer After { Body after[]; };
layout(push_constant) uniform Step { float seconds; float softening; };

vec3 pull(Body on, Body of) {
  vec3 way = of.position - on.position;
  float square = dot(way, way) + softening * softening;
  return of.mass * way / (square * sqrt(square));
}

void main() {
  uint me = gl_GlobalInvocationID.x;
  if (me >= before.length()) {
    return;
  }
  Body own = before[me];
  vec3 sum = vec3(0.0);
  for (uint i = 0u; i < before.length(); i++) {
    if (i == me) {
      continue;
    }
    sum += pull(own, before[i]);
  }
  own.velocity += seconds * sum;
  own.position += seconds * own.velocity;
  after[me] = own;
}
