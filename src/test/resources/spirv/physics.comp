#version 450
// Bodies with springs: a uniform buffer of nested structs, and positions and speeds in arrays apart.
layout(local_size_x = 8) in;
struct Material { float mass; float drag[2]; };
struct Box { vec3 low; float bounce; vec3 high; };
layout(std140, binding = 0) uniform World {
  vec3 gravity;
  float step_;
  Material materials[3];
  Box box;
  mat3 turn;
  ivec2 steps;
};
layout(std430, binding = 1) buffer Bodies { vec3 places[16]; vec3 speeds[16]; uint kinds[16]; };

bool reflect_(inout float place, inout float speed, const float low, const float high, in float bounce) {
  if (place < low) {
    place = low + (low - place) * bounce;
    speed = abs(speed) * bounce;
    return true;
  } else if (place > high) {
    place = high - (place - high) * bounce;
    speed = -abs(speed) * bounce;
    return true;
  }
  return false;
}

void main() {
  uint me = gl_GlobalInvocationID.x;
  Material own = materials[kinds[me] % 3u];
  vec3 place = places[me], speed = speeds[me];
  uint hits = 0u;
  for (int i = 0; i < steps.x; i++) {
    vec3 force = gravity * own.mass - speed * own.drag[i & 1] - turn * place;
    speed += force / own.mass * step_;
    place += speed * step_;
    for (int axis = 0; axis < 3; axis++) {
      hits += reflect_(place[axis], speed[axis], box.low[axis], box.high[axis], box.bounce) ? 1u : 0u;
    }
  }
  places[me] = place;
  speeds[me] = speed;
  kinds[me] |= hits << 8;
}
