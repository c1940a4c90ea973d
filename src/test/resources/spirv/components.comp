#version 450
// Connected components of a graph: labels sink along edges until none changes, in one workgroup.
layout(local_size_x = 64) in;
layout(std430, binding = 0) readonly buffer Edges { uvec2 edges[]; };
layout(std430, binding = 1) buffer Labels { uint labels[64]; };
shared uint label[64];
shared bool changed;

void main() {
  uint me = gl_LocalInvocationID.x;
  label[me] = me;
  barrier();
  do {
    barrier();
    changed = false;
    barrier();
    for (uint i = me; i < edges.length(); i += 64u) {
      uint a = atomicMin(label[edges[i].x], label[edges[i].y]);
      uint b = atomicMin(label[edges[i].y], a);
      if (a != b) {
        changed = true;
      }
    }
    barrier();
  } while (changed);
  labels[me] = label[me];
}
