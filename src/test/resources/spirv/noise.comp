#version 450
// Gradient noise in three dimensions, several octaves of it.
layout(local_size_x = 16) in;
layout(std430, binding = 0) readonly buffer Places { vec4 places[]; };
layout(std430, binding = 1) writeonly buffer Noise { float noise[]; };

uint hash(uvec3 cell) {
  uint h = cell.x * 0x8da6b343u + cell.y * 0xd8163841u + cell.z * 0xcb1ab31fu;
  h ^= h >> 13;
  h *= 0x5bd1e995u;
  return h ^ h >> 15;
}

float slope(uint which, vec3 way) {
  float u = which < 8u ? way.x : way.y;
  float v = which < 4u ? way.y : (which == 12u || which == 14u ? way.x : way.z);
  return ((which & 1u) == 0u ? u : -u) + ((which & 2u) == 0u ? v : -v);
}

vec3 smoothed(vec3 t) {
  return t * t * t * (t * (t * 6.0 - 15.0) + 10.0);
}

float perlin(vec3 place) {
  vec3 whole = floor(place);
  vec3 part = place - whole;
  uvec3 cell = uvec3(ivec3(whole));
  vec3 share = smoothed(part);
  float corner[2][2][2];
  for (uint i = 0u; i < 8u; i++) {
    uvec3 step = uvec3(i & 1u, i >> 1 & 1u, i >> 2);
    corner[step.z][step.y][step.x] = slope(hash(cell + step) & 15u, part - vec3(step));
  }
  vec2 rows[2];
  for (int z = 0; z < 2; z++) {
    rows[z] = mix(vec2(corner[z][0][0], corner[z][1][0]), vec2(corner[z][0][1], corner[z][1][1]), share.x);
  }
  vec2 ends = mix(vec2(rows[0].x, rows[1].x), vec2(rows[0].y, rows[1].y), share.y);
  return mix(ends.x, ends.y, share.z);
}

void main() {
  uint me = gl_GlobalInvocationID.x;
  vec3 place = places[me].xyz;
  float sum = 0.0, size = 1.0;
  for (float octaves = places[me].w; octaves > 0.0; octaves -= 1.0, size *= 0.5) {
    sum += size * perlin(place);
    place = place.yzx * 2.0 + vec3(0.5, -0.25, 7.0);
  }
  noise[me] = sum;
}
