// Slow instructions: one at the end of each loop over short ones.

// The program stops here; the first trap of all lanes is kept.
void vmTrap(uint code, uint value) {
  if (atomicCompSwap(VM_HEAD(VM_HEAD_TRAP), 0u, code | vmPc << VM_HEAD_TRAP_BITS) == 0u) {
    VM_HEAD(VM_HEAD_TRAP_VALUE) = value;
  }
  vmMode = VM_MODE_DONE;
}

uint vmAxis(uvec3 v, uint axis) {
  return axis == 0u ? v.x : axis == 1u ? v.y : v.z;
}

// An axis of a linear number.
uint vmCoordinate(uint number, uint x, uint y, uint axis) {
  uint row = number / x;
  uint plane = row / y;
  return axis == 0u ? number - row * x : axis == 1u ? row - plane * y : plane;
}

// Workgroups of the grid along an axis.
uint vmGrid(uint axis) {
  uint x = VM_JOB(VM_JOB_GRID_X);
  uint y = VM_JOB(VM_JOB_GRID_Y);
  return axis == 0u ? x : axis == 1u ? y : VM_JOB(VM_JOB_GROUPS) / (x * y);
}

uint vmId(uint which, uint k) {
  uint axis = which % VM_AXES;
  uint number = vmChunk + k;
  uint group = number / vmInvocations;
  uint local = vmCoordinate(number - group * vmInvocations, vmSize.x, vmSize.y, axis);
  group = vmCoordinate(vmGroup + group, VM_JOB(VM_JOB_GRID_X), VM_JOB(VM_JOB_GRID_Y), axis);
  uint kind = which / VM_AXES;
  return kind == VM_ID_GLOBAL ? group * vmAxis(vmSize, axis) + local : kind == VM_ID_GROUP ? group : kind == VM_ID_LOCAL ? local : vmGrid(axis);
}

bool vmHasEnded(uint invocation) {
  bool ended = false;
  if (vmResume != 0u) {
    ended = (VM_AREA(vmEnded + invocation / vmWidth) >> (invocation & vmWidth - 1u) & 1u) != 0u;
  }
  return ended;
}

// What a subgroup operation gives all of the chunk, but for a shuffle.
uint vmGather() {
  uint first = vmChunk - vmChunk % VM_SUBGROUP;
  uint count = min(VM_SUBGROUP, vmInvocations - first);
  uint sum = 0u;
  for (uint other = 0u; other < count && vmOp >= VM_SGADD && vmOp < VM_SGSHUF; other++) {
    uint value = VM_AREA(VM_AREA_FILES + (first + other) * vmFileWords + vmFieldA);
    value = vmHasEnded(first + other) ? 0u : value;
    precise float added = uintBitsToFloat(sum) + uintBitsToFloat(value);
    sum = vmOp == VM_SGADD ? sum + value : vmOp == VM_SGADDF ? vmCanonical(floatBitsToUint(added)) : sum | vmBool(value != 0u) << other;
  }
  return sum;
}

// The register of another invocation of the subgroup.
uint vmShuffle(uint other) {
  uint first = vmChunk - vmChunk % VM_SUBGROUP;
  uint count = min(VM_SUBGROUP, vmInvocations - first);
  uint value = 0u;
  if (other < count && !vmHasEnded(first + other)) {
    value = VM_AREA(VM_AREA_FILES + (first + other) * vmFileWords + vmFieldA);
  }
  return value;
}

uint vmAtomic(uint at, uint b, uint expected) {
  uint r = 0u;
  VM_ARENA(at, VM_DO_ATOMIC)
  return r;
}

// Only this lane reaches its workgroup's memory.
uint vmSharedAtomic(uint at, uint b, uint expected) {
  uint r = VM_AREA(vmShared + at);
  uint next = b;
  next = mix(next, r + b, vmOp == VM_AADDW);
  next = mix(next, r | b, vmOp == VM_AORW);
  next = mix(next, r & b, vmOp == VM_AANDW);
  next = mix(next, r ^ b, vmOp == VM_AXORW);
  next = mix(next, min(r, b), vmOp == VM_AMINW);
  next = mix(next, max(r, b), vmOp == VM_AMAXW);
  next = mix(next, r, vmAnd(vmOp == VM_ACASW, r != expected));
  VM_AREA(vmShared + at) = next;
  return r;
}

// Neighbouring bytes may be another invocation's.
void vmStoreByte(uint at, uint shift, uint b) {
  uint kept = ~(BYTE_MASK << shift);
  uint value = (b & BYTE_MASK) << shift;
  if (vmOp == VM_STBW) {
    VM_AREA(vmShared + at) = VM_AREA(vmShared + at) & kept | value;
  } else {
    VM_ARENA(at, VM_DO_STORE_BYTE)
  }
}

// Division, and indices that may be none.
uint vmDivision(uint a, uint b, out uint trap) {
  bool isSigned = vmOp == VM_DIVS || vmOp == VM_MODS;
  uint dividend = isSigned ? uint(abs(int(a))) : a;
  uint divisor = isSigned ? uint(abs(int(b))) : b;
  uint quotient = dividend / (divisor == 0u ? 1u : divisor);
  uint remainder = dividend - quotient * divisor;
  bool isUndefined = b == 0u || (a == F32_SIGN && b == ~0u);
  bool negative = (a & F32_SIGN) != 0u;
  bool outside = vmIsNan(a) || (negative && (a & F32_MAGNITUDE) != 0u) || (a & F32_MAGNITUDE) >= F32_INDEX_END;
  uint r = a;
  r = mix(r, b == 0u ? ~0u : quotient, vmOp == VM_DIVU);
  r = mix(r, b == 0u ? 0u : remainder, vmOp == VM_MODU);
  r = mix(r, ((a ^ b) & F32_SIGN) != 0u ? 0u - quotient : quotient, vmOp == VM_DIVS);
  r = mix(r, negative ? 0u - remainder : remainder, vmOp == VM_MODS);
  r = mix(r, vmWhole(a), vmOp == VM_IDXF);
  trap = isSigned && isUndefined ? VM_TRAP_DIVISION : 0u;
  trap = (vmOp == VM_IDXS && negative) || (vmOp == VM_IDXF && outside) ? VM_TRAP_INDEX : trap;
  trap = vmOp == VM_TRAP ? vmFieldA : trap;
  return r;
}

// Floats from integers.
uint vmExact(uint a, uint b, uint c) {
  uint factor = vmOp == VM_FMA ? c : (a ^ b) & F32_SIGN; // a zero of the product's sign adds nothing
  uint fused = vmFma(a, b, factor);
  uint augend = vmOp == VM_FMAD || vmOp == VM_FMSUB ? fused : 0u;
  precise float added = uintBitsToFloat(augend) + uintBitsToFloat(c ^ (vmOp == VM_FMSUB ? F32_SIGN : 0u));
  uint root = vmSquareRoot(a);
  uint ratio = vmDivide(vmOp == VM_FDIV ? a : F32_ONE, vmOp == VM_FDIV ? b : vmOp == VM_FRSQRT ? root : a);
  bool minus = vmOp == VM_S2F && (a & F32_SIGN) != 0u;
  uint r = vmPack(minus ? F32_SIGN : 0u, int(0u), uvec2(0u, minus ? 0u - a : a));
  r = mix(r, fused, vmOp == VM_FMUL || vmOp == VM_FMA);
  r = mix(r, vmCanonical(floatBitsToUint(added)), vmOp == VM_FMAD || vmOp == VM_FMSUB);
  r = mix(r, root, vmOp == VM_FSQRT);
  r = mix(r, ratio, vmOp == VM_FDIV || vmOp == VM_FRSQRT || vmOp == VM_FRCP);
  r = mix(r, vmToU32(a), vmOp == VM_F2U);
  return mix(r, vmToI32(a), vmOp == VM_F2S);
}

// Carries a slow instruction out.
void vmSlow() {
  vmFetch();
  uint op = vmOp;
  uint set = vmMode == VM_MODE_SLOW ? vmSlowSet : 0u;
  bool subgroups = op >= VM_SGADD && op <= VM_SGSHUF;
  bool memory = (op >= VM_AADD && !subgroups) || op == VM_STB || op == VM_STBW;
  bool transcendental = op >= VM_FSIN && op <= VM_FLOG2;
  bool divides = op == VM_TRAP || (op >= VM_DIVU && op <= VM_MODS) || op == VM_IDXS || op == VM_IDXF;
  bool known = op == VM_ID || op == VM_LEN;
  bool floats = !(subgroups || memory || transcendental || divides || known);
  uint registers = vmRegisters();
  uint placeA = vmFirst(vmFieldA, registers);
  uint placeB = vmFirst(vmFieldB, registers);
  uint placeC = vmFirst(vmThirdField(), registers);
  uint placeD = VM_AREA_PLACE(registers + vmD);
  uint strideA = vmStride(vmFieldA);
  uint strideB = vmStride(vmFieldB);
  uint strideC = vmStride(vmThirdField());
  uint strideD = vmFileWords * VM_AREA_STRIDE;
  uvec2 bound = VM_BOUND(memory || op == VM_LEN ? vmC : 0u);
  uint trap = 0u;
  uint culprit = 0u;

  for (uint rest = known ? set : 0u; rest != 0u; rest &= rest - 1u) {
    uint k = uint(findLSB(rest));
    VM_WORD(placeD + k * strideD) = op == VM_LEN ? bound.y : vmId(vmFieldA, k);
  }
  for (uint rest = memory ? set : 0u; rest != 0u; rest &= rest - 1u) {
    uint k = uint(findLSB(rest));
    uint a = VM_WORD(placeA + k * strideA);
    uint b = VM_WORD(placeB + k * strideB);
    bool bytes = op == VM_STB || op == VM_STBW;
    uint index = bytes ? a >> VM_BYTE_INDEX_BITS : a;
    uint r = 0u;
    if (index < bound.y) {
      if (bytes) {
        vmStoreByte(bound.x + index, (a & VM_BYTE_INDEX_MASK) * BYTE_BITS, b);
      } else {
        uint expected = VM_WORD(placeC + k * strideC);
        if (op >= VM_AADDW) {
          r = vmSharedAtomic(bound.x + index, b, expected);
        } else {
          r = vmAtomic(bound.x + index, b, expected);
        }
      }
    }
    if (!bytes) {
      VM_WORD(placeD + k * strideD) = r;
    }
  }
  for (uint rest = divides ? set : 0u; rest != 0u; rest &= rest - 1u) {
    uint k = uint(findLSB(rest));
    uint a = VM_WORD(placeA + k * strideA);
    uint b = VM_WORD(placeB + k * strideB);
    uint found;
    uint r = vmDivision(a, b, found);
    culprit = trap == 0u && found != 0u ? op == VM_IDXS || op == VM_IDXF ? a : b : culprit;
    trap = trap == 0u ? found : trap;
    if (found == 0u) {
      VM_WORD(placeD + k * strideD) = r;
    }
  }
  for (uint rest = floats ? set : 0u; rest != 0u; rest &= rest - 1u) {
    uint k = uint(findLSB(rest));
    uint a = VM_WORD(placeA + k * strideA);
    uint b = VM_WORD(placeB + k * strideB);
    VM_WORD(placeD + k * strideD) = vmExact(a, b, VM_WORD(placeC + k * strideC));
  }
  for (uint rest = transcendental ? set : 0u; rest != 0u; rest &= rest - 1u) {
    uint k = uint(findLSB(rest));
    VM_WORD(placeD + k * strideD) = vmTranscendental(op, VM_WORD(placeA + k * strideA));
  }
  uint gathered = vmGather();
  for (uint rest = subgroups ? set : 0u; rest != 0u; rest &= rest - 1u) {
    uint k = uint(findLSB(rest));
    uint other = VM_WORD(placeB + k * strideB);
    VM_WORD(placeD + k * strideD) = op == VM_SGSHUF ? vmShuffle(other) : gathered;
  }

  if (vmMode == VM_MODE_SLOW) {
    vmMode = VM_MODE_RUN;
    if (trap != 0u) {
      vmTrap(trap, culprit);
    } else {
      vmPc++;
    }
  }
}
