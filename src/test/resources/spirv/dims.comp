#version 450
// Workgroups of three dimensions, and everything that an invocation knows of its place.
layout(local_size_x = 3, local_size_y = 2, local_size_z = 4) in;
layout(std430, binding = 0) buffer Output { uvec4 places[][24]; };
shared uint volume[4][2][3];

void main() {
  uvec3 me = gl_LocalInvocationID;
  volume[me.z][me.y][me.x] = gl_LocalInvocationIndex * 10u + gl_WorkGroupID.x;
  barrier();
  uvec3 across = gl_WorkGroupSize - 1u - me;
  uint mirrored = volume[across.z][across.y][across.x];
  uint axis = me.z % 3u;
  uvec3 global = gl_GlobalInvocationID;
  places[gl_WorkGroupID.x][gl_LocalInvocationIndex] =
      uvec4(mirrored, global[axis], gl_NumWorkGroups[axis] << 8 | gl_WorkGroupSize[axis], global.x * 100u + global.y * 10u + global.z);
}
