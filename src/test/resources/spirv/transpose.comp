#version 450
// Transposes a matrix through shared memory, a three-dimensional workgroup.
layout(local_size_x = 4, local_size_y = 4, local_size_z = 2) in;
layout(std430, binding = 0) readonly buffer Input { uint source[]; };
layout(std430, binding = 1) writeonly buffer Output { uint target[]; };
layout(push_constant) uniform Size { uint width; uint height; };
shared uint tile[2][4][5];

void main() {
  uvec3 l = gl_LocalInvocationID;
  uint tiles = width / 4u;
  uint number = gl_WorkGroupID.x * 2u + l.z;
  uvec2 corner = uvec2(number % tiles, number / tiles) * 4u;
  tile[l.z][l.y][l.x] = source[(corner.y + l.y) * width + corner.x + l.x];
  barrier();
  target[(corner.x + l.y) * height + corner.y + l.x] = tile[l.z][l.x][l.y] + gl_LocalInvocationIndex * 0u;
}
