// Memory of compiled programs, in one arena; a buffer is a range of it.
uint fusedLoad(uvec2 b, uint i) {
#ifdef FUSED_WIDE
  // A condition around it costs drivers of wide vectors more than reading a word that is not used.
  uint word = arena[mix(0u, b.x + i, i < b.y)];
  return mix(0u, word, i < b.y);
#else
  uint value = 0u;
  if (i < b.y) {
    value = arena[b.x + i];
  }
  return value;
#endif
}

void fusedStore(uvec2 b, uint i, uint value) {
  if (i < b.y) {
    arena[b.x + i] = value;
  }
}

uint fusedLoadByte(uvec2 b, uint i) {
  return fusedByte(fusedLoad(b, i >> VM_BYTE_INDEX_BITS), i);
}

// Others may store the other bytes of the word.
void fusedStoreByte(uvec2 b, uint i, uint value) {
  uint at = i >> VM_BYTE_INDEX_BITS;
  uint shift = (i & VM_BYTE_INDEX_MASK) * BYTE_BITS;
  if (at < b.y) {
    atomicAnd(arena[b.x + at], ~(BYTE_MASK << shift));
    atomicOr(arena[b.x + at], value << shift);
  }
}

#define FUSED_ATOMIC(name, operation) uint name(uvec2 b, uint i, uint value) { \
    uint old = 0u; \
    if (i < b.y) { old = operation(arena[b.x + i], value); } \
    return old; }
FUSED_ATOMIC(fusedAtomicAdd, atomicAdd)
FUSED_ATOMIC(fusedAtomicOr, atomicOr)
FUSED_ATOMIC(fusedAtomicAnd, atomicAnd)
FUSED_ATOMIC(fusedAtomicXor, atomicXor)
FUSED_ATOMIC(fusedAtomicMin, atomicMin)
FUSED_ATOMIC(fusedAtomicMax, atomicMax)
FUSED_ATOMIC(fusedAtomicExchange, atomicExchange)

uint fusedAtomicCompare(uvec2 b, uint i, uint expected, uint value) {
  uint old = 0u;
  if (i < b.y) {
    old = atomicCompSwap(arena[b.x + i], expected, value);
  }
  return old;
}
