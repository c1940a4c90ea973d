#version 450
// A search tree that many lanes build at once: a lane that finds a free place takes it or goes on.
layout(local_size_x = 32) in;
layout(std430, binding = 0) readonly buffer Keys { int keys[]; };
struct Node { int key; uint children[2]; };
layout(std430, binding = 1) buffer Tree { uint root; Node nodes[64]; };
layout(std430, binding = 2) writeonly buffer Order { uint sorted_[64]; };

void insert(uint own) {
  uint seen = atomicCompSwap(root, 0u, own);
  while (seen != 0u) {
    uint at = seen - 1u;
    uint side = uint(nodes[own - 1u].key > nodes[at].key);
    seen = atomicCompSwap(nodes[at].children[side], 0u, own);
  }
}

void main() {
  uint me = gl_LocalInvocationID.x;
  uint count = uint(keys.length());
  for (uint i = me; i < count; i += 32u) {
    nodes[i].key = keys[i];
    nodes[i].children[0] = nodes[i].children[1] = 0u;
  }
  memoryBarrierBuffer();
  barrier();
  for (uint i = me; i < count; i += 32u) {
    insert(i + 1u);
  }
  memoryBarrierBuffer();
  barrier();
  if (me == 0u) {
    uint path[65];
    int top = 0;
    uint at = root, next = 0u;
    for (;;) {
      if (at != 0u) {
        path[top++] = at;
        at = nodes[at - 1u].children[0];
      } else if (top > 0) {
        at = path[--top];
        sorted_[next++] = uint(nodes[at - 1u].key);
        at = nodes[at - 1u].children[1];
      } else {
        break;
      }
    }
  }
}
