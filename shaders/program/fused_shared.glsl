// Workgroup memory of compiled programs: all their buffers, one behind the other.
shared uint fusedShared[FUSED_SHARED_WORDS];

void fusedSharedClear(uint words) {
  uint step = gl_WorkGroupSize.x * gl_WorkGroupSize.y * gl_WorkGroupSize.z;
  for (uint i = gl_LocalInvocationIndex; i < words; i += step) {
    fusedShared[i] = 0u;
  }
  barrier();
}

uint fusedSharedLoad(uvec2 b, uint i) {
  uint value = 0u;
  if (i < b.y) {
    value = fusedShared[b.x + i];
  }
  return value;
}

void fusedSharedStore(uvec2 b, uint i, uint value) {
  if (i < b.y) {
    fusedShared[b.x + i] = value;
  }
}

uint fusedSharedLoadByte(uvec2 b, uint i) {
  return fusedSharedLoad(b, i >> VM_BYTE_INDEX_BITS) >> ((i & VM_BYTE_INDEX_MASK) * BYTE_BITS) & BYTE_MASK;
}

void fusedSharedStoreByte(uvec2 b, uint i, uint value) {
  uint at = i >> VM_BYTE_INDEX_BITS;
  uint shift = (i & VM_BYTE_INDEX_MASK) * BYTE_BITS;
  if (at < b.y) {
    atomicAnd(fusedShared[b.x + at], ~(BYTE_MASK << shift));
    atomicOr(fusedShared[b.x + at], value << shift);
  }
}
