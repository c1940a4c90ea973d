#version 450
// Every atomic operation, on a buffer and on shared memory; results do not depend on the order.
layout(local_size_x = 32) in;
layout(std430, binding = 0) readonly buffer Input { uint values[]; };
layout(std430, binding = 1) buffer Words { uint words[8]; int signs[4]; };
layout(std430, binding = 2) writeonly buffer Output { uint shared_[8]; int sharedSigns[4]; uint order[32]; };
shared uint own[8];
shared int ownSigns[4];

void main() {
  uint me = gl_LocalInvocationID.x;
  uint v = values[me];
  if (me < 8u) {
    own[me] = words[me];
  }
  if (me < 4u) {
    ownSigns[me] = signs[me];
  }
  barrier();
  atomicAdd(words[0], v);
  atomicAnd(words[1], v);
  atomicOr(words[2], v);
  atomicXor(words[3], v);
  atomicMin(words[4], v);
  atomicMax(words[5], v);
  atomicMin(signs[0], int(v));
  atomicMax(signs[1], int(v));
  atomicAdd(signs[2], -int(v));
  atomicAdd(own[0], v);
  atomicAnd(own[1], v);
  atomicOr(own[2], v);
  atomicXor(own[3], v);
  atomicMin(own[4], v);
  atomicMax(own[5], v);
  uint ticket = atomicAdd(own[6], 1u);
  atomicCompSwap(own[7], 31u - me, 32u - me);
  atomicMin(ownSigns[0], int(v));
  atomicMax(ownSigns[1], int(v));
  atomicAdd(ownSigns[2], -int(v));
  if (me == 7u) {
    atomicExchange(ownSigns[3], 77);
    atomicExchange(words[6], 88u);
  }
  barrier();
  order[ticket] = 1u;
  if (me < 7u) {
    shared_[me] = own[me];
  }
  if (me < 4u) {
    sharedSigns[me] = ownSigns[me];
  }
}
