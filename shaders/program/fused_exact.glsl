// Memory of compiled programs where each buffer is a binding of its own, exactly as long as it is: the driver looks at bounds, and gives and
// does what programs want. That no access leaves a buffer is its matter alone, whatever the index: what is done here to indices only keeps
// one from standing for a smaller one, because drivers multiply it by 4 modulo 2^32. Those that are near 0, on either side, stand for none:
// below 0 their bytes are beyond 2^31, where no buffer is.
#ifdef FUSED_DISTANT
#define FUSED_NEAR FUSED_WITHIN_REACH
#else
#define FUSED_NEAR(i) i
#endif
#define FUSED_WITHIN_REACH(i) min(i, FUSED_LAST_INDEX)

#define FUSED_LOAD(n) uint fusedLoad##n(uvec2 b, uint i) { return words##n[FUSED_WITHIN_REACH(i)]; } \
  uint fusedLoadNear##n(uvec2 b, uint i) { return words##n[FUSED_NEAR(i)]; }

#define FUSED_STORE(n) void fusedStore##n(uvec2 b, uint i, uint value) { words##n[FUSED_WITHIN_REACH(i)] = value; } \
  void fusedStoreNear##n(uvec2 b, uint i, uint value) { words##n[FUSED_NEAR(i)] = value; }

#define FUSED_LOAD_BYTE(n) uint fusedLoadByte##n(uvec2 b, uint i) { return fusedByte(words##n[i >> VM_BYTE_INDEX_BITS], i); }

// Others may store the other bytes of the word.
#define FUSED_STORE_BYTE(n) void fusedStoreByte##n(uvec2 b, uint i, uint value) { \
    uint at = i >> VM_BYTE_INDEX_BITS; \
    uint shift = (i & VM_BYTE_INDEX_MASK) * BYTE_BITS; \
    if (at < b.y) { \
      atomicAnd(words##n[at], ~(BYTE_MASK << shift)); \
      atomicOr(words##n[at], value << shift); \
    } }

#define FUSED_ATOMIC(name, operation, n) uint name##n(uvec2 b, uint i, uint value) { \
    uint old = 0u; \
    if (i < b.y) { old = operation(words##n[i], value); } \
    return old; }

#define FUSED_ATOMIC_COMPARE(n) uint fusedAtomicCompare##n(uvec2 b, uint i, uint expected, uint value) { \
    uint old = 0u; \
    if (i < b.y) { old = atomicCompSwap(words##n[i], expected, value); } \
    return old; }

#define FUSED_BUFFER(n) FUSED_LOAD(n) FUSED_STORE(n) FUSED_LOAD_BYTE(n) FUSED_STORE_BYTE(n) \
    FUSED_ATOMIC(fusedAtomicAdd, atomicAdd, n) \
    FUSED_ATOMIC(fusedAtomicOr, atomicOr, n) \
    FUSED_ATOMIC(fusedAtomicAnd, atomicAnd, n) \
    FUSED_ATOMIC(fusedAtomicXor, atomicXor, n) \
    FUSED_ATOMIC(fusedAtomicMin, atomicMin, n) \
    FUSED_ATOMIC(fusedAtomicMax, atomicMax, n) \
    FUSED_ATOMIC(fusedAtomicExchange, atomicExchange, n) \
    FUSED_ATOMIC_COMPARE(n)
