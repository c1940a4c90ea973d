// The machine that runs verified bytecode. An invocation of the kernel, a lane, runs whole workgroups of a program: their invocations one
// after the other, each up to the next barrier or its end. All there is of a workgroup lies in the lane's area, so that it can stop after
// any instruction and go on in another dispatch.
//
// Memory is reached by macros: VM_IMAGE the image, VM_BOUND the binding set (first word and words of each buffer), VM_ARENA the resources,
// VM_AREA the lane's area, VM_HEAD what all lanes share.
//
// Software drivers go through all code that a loop holds, taken or not, but leave a loop when no invocation is left in it. So the loop
// that runs most instructions holds the short ones, and everything else waits for its end.

uint vmCode; // first words of the image's parts
uint vmConstants;
uint vmFileWords; // registers of an invocation
uint vmInvocations; // of a workgroup
uint vmRegisters; // first word of the register file in use
uint vmEnded; // first word of the flags of invocations that ended
uint vmShared; // first word of workgroup memory
uint vmSharedWords;
bool vmWaits; // the program has barriers
uvec3 vmSize;
uvec3 vmGroup;
uvec3 vmLocal;

uint vmMode;
uint vmPc;
uint vmInvocation;
uint vmResume; // one more than the barrier that invocations wait at, 0 at first
uint vmBarrier; // one more than the barrier at which invocations wait next, 0 if none does
uint vmProgress; // of what takes several turns
uint vmSum;
uint vmTicket;
uint vmFuel;

// The instruction at hand.
uint vmOp;
uint vmD;
uint vmFieldA;
uint vmA;
uint vmB;
uint vmThird;
uint vmIndex;
uint vmBase;
uint vmWords;

uint vmOperand(uint field) {
  uint value;
  if ((field & VM_CONSTANT) != 0u) {
    value = VM_IMAGE(vmConstants + (field & ~VM_CONSTANT));
  } else {
    value = VM_AREA(vmRegisters + field);
  }
  return value;
}

uint vmAxis(uvec3 v, uint axis) {
  return axis == 0u ? v.x : axis == 1u ? v.y : v.z;
}

uint vmId(uint which) {
  uint axis = which % VM_AXES;
  uint local = vmAxis(vmLocal, axis);
  uint group = vmAxis(vmGroup, axis);
  return which < VM_AXES ? group * vmAxis(vmSize, axis) + local : which < VM_AXES + VM_AXES ? group : local;
}

// The next invocation's place in its workgroup.
void vmStepLocal() {
  vmInvocation++;
  vmLocal.x++;
  if (vmLocal.x == vmSize.x) {
    vmLocal.x = 0u;
    vmLocal.y++;
    if (vmLocal.y == vmSize.y) {
      vmLocal.y = 0u;
      vmLocal.z++;
    }
  }
}

uint vmSaturatedAdd(uint a, uint b) {
  uint sum = a + b;
  uint clamped = (a & F32_SIGN) != 0u ? F32_SIGN : F32_MAGNITUDE;
  return ((a ^ sum) & (b ^ sum) & F32_SIGN) != 0u ? clamped : sum;
}

uint vmSaturatedSubtract(uint a, uint b) {
  uint difference = a - b;
  uint clamped = (a & F32_SIGN) != 0u ? F32_SIGN : F32_MAGNITUDE;
  return ((a ^ b) & (a ^ difference) & F32_SIGN) != 0u ? clamped : difference;
}

uint vmSaturatedMultiply(uint a, uint b) {
  int high;
  int low;
  imulExtended(int(a), int(b), high, low);
  bool fits = high == low >> int(WORD_BITS - 1u);
  return fits ? uint(low) : high < int(0u) ? F32_SIGN : F32_MAGNITUDE;
}

uint vmBool(bool value) {
  return value ? 1u : 0u;
}

// Reads the instruction and its operands.
uint vmFetch() {
  uint at = vmCode + (vmPc << 1u);
  uint word0 = VM_IMAGE(at);
  uint word1 = VM_IMAGE(at + 1u);
  vmOp = word0 & BYTE_MASK;
  vmD = word0 >> VM_D_SHIFT & VM_FIELD_MASK;
  uint c = word0 >> VM_C_SHIFT;
  vmFieldA = word1 & VM_OPERAND_MASK;
  vmA = vmOperand(vmFieldA);
  vmB = vmOperand(word1 >> VM_OPERAND_BITS);
  bool readsC = vmOp == VM_SELECT || vmOp == VM_MAD || vmOp == VM_FMAD || vmOp == VM_FMSUB || vmOp == VM_FMA;
  bool readsD = vmOp == VM_STX || vmOp == VM_STXW || vmOp == VM_ACAS;
  vmThird = 0u;
  if (readsC || readsD) {
    uint field = (c & VM_CONSTANT_C) != 0u ? c & ~VM_CONSTANT_C | VM_CONSTANT : c;
    vmThird = vmOperand(readsC ? field : vmD);
  }
  vmBase = 0u;
  vmWords = 0u;
  bool memory = (vmOp >= VM_LD && vmOp <= VM_ACAS) || vmOp == VM_LEN;
  if (memory) {
    vmBase = VM_BOUND(c << 1u);
    vmWords = VM_BOUND((c << 1u) + 1u);
  }
  bool summed = vmOp == VM_LDX || vmOp == VM_LDXW || vmOp == VM_LDXF || vmOp == VM_LDXFW || vmOp == VM_STX || vmOp == VM_STXW;
  bool bytes = vmOp == VM_LDB || vmOp == VM_LDBW || vmOp == VM_STB || vmOp == VM_STBW;
  vmIndex = summed ? vmA + vmB : bytes ? vmA >> VM_BYTE_INDEX_BITS : vmA;
  return word0 >> VM_D_SHIFT;
}

// The word that the instruction's buffer has at its index; 0 beyond the end.
uint vmLoad() {
  uint value = 0u;
  if (vmIndex < vmWords) {
    if (vmOp >= VM_LDW) {
      value = VM_AREA(vmShared + vmBase + vmIndex);
    } else {
      value = VM_ARENA(vmBase + vmIndex);
    }
  }
  return value;
}

// Runs one short instruction; a long one is left for the end of the loop.
void vmShort() {
  uint target = vmFetch();
  uint a = vmA;
  uint b = vmB;
  uint next = vmPc + 1u;
  uint d = vmD;
  bool writes = true;
  uint r = 0u;

  precise float exact = uintBitsToFloat(a) * uintBitsToFloat(b);
  uint product = vmCanonical(floatBitsToUint(exact));
  bool fused = vmOp == VM_FMAD || vmOp == VM_FMSUB;
  uint augend = fused ? product : a;
  uint addend = (fused ? vmThird : b) ^ (vmOp == VM_FSUB || vmOp == VM_FMSUB ? F32_SIGN : 0u);
  precise float added = uintBitsToFloat(augend) + uintBitsToFloat(addend);
  uint sum = vmCanonical(floatBitsToUint(added));
  // A product that may be less than the least normal number is rounded once more by some devices.
  bool tiny = (product & F32_MAGNITUDE) <= F32_HIDDEN && (a & F32_MAGNITUDE) != 0u && (b & F32_MAGNITUDE) != 0u;
  float magnitude = uintBitsToFloat(a & F32_MAGNITUDE);
  float whole = floor(magnitude);
  bool negative = (a & F32_SIGN) != 0u;
  bool up = vmOp == VM_FFLOOR ? negative && whole < magnitude : vmOp == VM_FCEIL ? !negative && whole < magnitude
      : vmOp == VM_FROUND && magnitude - whole >= FLOAT_HALF;
  uint rounded = vmCanonical(floatBitsToUint(up ? whole + FLOAT_1 : whole) | a & F32_SIGN);
  uint high;
  uint low;
  umulExtended(a, b, high, low);
  bool equal = vmSame(a, b);
  bool less = vmLess(a, b);
  bool lessOrEqual = vmLessOrEqual(a, b);
  uint loaded = 0u;
  bool loads = (vmOp >= VM_LD && vmOp <= VM_LDB) || (vmOp >= VM_LDW && vmOp <= VM_LDBW);
  if (loads) {
    loaded = vmLoad();
  }

  switch (vmOp) {
    case VM_MOV: r = a; break;
    case VM_SELECT: r = vmThird != 0u ? a : b; break;
    case VM_ID: r = vmId(vmFieldA); break;
    case VM_LEN: r = vmWords; break;
    case VM_ADD: r = a + b; break;
    case VM_SUB: r = a - b; break;
    case VM_MUL: r = low; break;
    case VM_MAD: r = low + vmThird; break;
    case VM_AND: r = a & b; break;
    case VM_OR: r = a | b; break;
    case VM_XOR: r = a ^ b; break;
    case VM_SHL: r = a << (b & VM_SHIFT_MASK); break;
    case VM_SHRU: r = a >> (b & VM_SHIFT_MASK); break;
    case VM_SHRS: r = uint(int(a) >> int(b & VM_SHIFT_MASK)); break;
    case VM_ROTL: r = a << (b & VM_SHIFT_MASK) | a >> (0u - b & VM_SHIFT_MASK); break;
    case VM_ROTR: r = a >> (b & VM_SHIFT_MASK) | a << (0u - b & VM_SHIFT_MASK); break;
    case VM_MINU: r = min(a, b); break;
    case VM_MAXU: r = max(a, b); break;
    case VM_MINS: r = uint(min(int(a), int(b))); break;
    case VM_MAXS: r = uint(max(int(a), int(b))); break;
    case VM_ABSDIFFU: r = max(a, b) - min(a, b); break;
    case VM_ABSDIFFS: r = uint(max(int(a), int(b))) - uint(min(int(a), int(b))); break;
    case VM_SATADDU: r = a + b < a ? ~0u : a + b; break;
    case VM_SATSUBU: r = a - min(a, b); break;
    case VM_SATMULU: r = high != 0u ? ~0u : low; break;
    case VM_SATADDS: r = vmSaturatedAdd(a, b); break;
    case VM_SATSUBS: r = vmSaturatedSubtract(a, b); break;
    case VM_SATMULS: r = vmSaturatedMultiply(a, b); break;
    case VM_MULHI: r = high; break;
    case VM_NEG: r = 0u - a; break;
    case VM_NOT: r = ~a; break;
    case VM_POPC: r = uint(bitCount(a)); break;
    case VM_CLZ: r = WORD_BITS - 1u - uint(findMSB(a)); break;
    case VM_CTZ: r = a == 0u ? WORD_BITS : uint(findLSB(a)); break;
    case VM_REV: r = bitfieldReverse(a); break;
    case VM_JEQ: case VM_EQ: r = vmBool(a == b); break;
    case VM_JNE: case VM_NE: r = vmBool(a != b); break;
    case VM_JLTU: case VM_LTU: r = vmBool(a < b); break;
    case VM_JGEU: r = vmBool(a >= b); break;
    case VM_LEU: r = vmBool(a <= b); break;
    case VM_JLTS: case VM_LTS: r = vmBool(int(a) < int(b)); break;
    case VM_JGES: r = vmBool(int(a) >= int(b)); break;
    case VM_LES: r = vmBool(int(a) <= int(b)); break;
    case VM_JFEQ: case VM_FEQ: r = vmBool(equal); break;
    case VM_JFNE: case VM_FNE: r = vmBool(!equal); break;
    case VM_JFLT: case VM_FLT: r = vmBool(less); break;
    case VM_JFNLT: r = vmBool(!less); break;
    case VM_JFLE: case VM_FLE: r = vmBool(lessOrEqual); break;
    case VM_JFNLE: r = vmBool(!lessOrEqual); break;
    case VM_LAND: r = vmBool(a != 0u && b != 0u); break;
    case VM_LOR: r = vmBool((a | b) != 0u); break;
    case VM_BRF: case VM_LNOT: r = vmBool(a == 0u); break;
    case VM_BRT: case VM_BOOL: r = vmBool(a != 0u); break;
    case VM_FADD: case VM_FSUB: r = sum; break;
    case VM_FMUL: r = product; break;
    case VM_FMAD: case VM_FMSUB: r = sum; break;
    case VM_FMIN: r = vmIsNan(a) || vmLess(b, a) ? b : a; break;
    case VM_FMAX: r = vmIsNan(a) || less ? b : a; break;
    case VM_FNEG: r = vmCanonical(a ^ F32_SIGN); break;
    case VM_FABS: r = vmCanonical(a & F32_MAGNITUDE); break;
    case VM_FFLOOR: case VM_FCEIL: case VM_FROUND: case VM_FTRUNC: r = rounded; break;
    case VM_FSIGN: r = vmIsNan(a) ? F32_NAN : (a & F32_MAGNITUDE) == 0u ? 0u : a & F32_SIGN | F32_ONE; break;
    case VM_FISNAN: r = vmBool(vmIsNan(a)); break;
    case VM_FISINF: r = vmBool((a & F32_MAGNITUDE) == F32_INFINITY); break;
    case VM_FISFIN: r = vmBool((a & F32_MAGNITUDE) < F32_INFINITY); break;
    case VM_F2B: r = vmBool((a & F32_MAGNITUDE) != 0u); break;
    case VM_IDXS: r = a; break;
    case VM_LD: case VM_LDW: case VM_LDX: case VM_LDXW: r = loaded; break;
    case VM_LDF: case VM_LDFW: case VM_LDXF: case VM_LDXFW: r = vmCanonical(loaded); break;
    case VM_LDB: case VM_LDBW: r = loaded >> ((a & VM_BYTE_INDEX_MASK) * BYTE_BITS) & BYTE_MASK; break;
    case VM_ST: case VM_STW: r = b; break;
    case VM_STX: case VM_STXW: r = vmThird; break;
    case VM_NEXT: r = a + 1u; break;
    default: break;
  }

  bool slow = vmOp == VM_TRAP || (vmOp >= VM_DIVU && vmOp <= VM_MODS) || vmOp == VM_FMA
      || (vmOp >= VM_FSQRT && vmOp <= VM_FRCP) || (vmOp >= VM_FSIN && vmOp <= VM_F2S) || vmOp == VM_FDIV || vmOp == VM_IDXF
      || vmOp == VM_STB || vmOp == VM_STBW || vmOp >= VM_AADD || (tiny && (fused || vmOp == VM_FMUL)) || (vmOp == VM_IDXS && negative);
  bool stores = vmOp == VM_ST || vmOp == VM_STX || vmOp == VM_STW || vmOp == VM_STXW;
  bool branches = vmOp >= VM_BRT && vmOp <= VM_JFNLE;
  bool back = vmOp == VM_BACK || (vmOp == VM_NEXT && r < b);
  bool stopped = back && vmFuel == 0u;
  bool ends = vmOp == VM_END || vmOp == VM_BARRIER;
  writes = !slow && !stores && !branches && !stopped && !ends && vmOp != VM_JUMP && vmOp != VM_BACK;
  if (stores && vmIndex < vmWords) {
    if (vmOp >= VM_LDW) {
      VM_AREA(vmShared + vmBase + vmIndex) = r;
    } else {
      VM_ARENA(vmBase + vmIndex) = r;
    }
  }
  if (writes) {
    VM_AREA(vmRegisters + (vmOp == VM_NEXT ? vmFieldA : d)) = r;
  }
  bool jumps = vmOp == VM_JUMP || (branches && r != 0u) || back;
  next = jumps ? target : next;
  vmFuel -= back && !stopped ? 1u : 0u;
  vmPc = slow || stopped || ends ? vmPc : next;
  vmMode = slow ? VM_MODE_SLOW : stopped ? VM_MODE_STOPPED : vmMode;
  if (ends) {
    if (vmWaits) {
      vmMode = VM_MODE_PAUSE;
    } else {
      vmStepLocal();
      vmPc = 0u;
      vmMode = vmInvocation == vmInvocations ? VM_MODE_TAKE : vmMode;
    }
  }
}

// The program stops here; the first trap of all lanes is kept.
void vmTrap(uint code, uint value) {
  if (atomicCompSwap(VM_HEAD(VM_HEAD_TRAP), 0u, code | vmPc << VM_HEAD_TRAP_BITS) == 0u) {
    VM_HEAD(VM_HEAD_TRAP_VALUE) = value;
  }
  vmMode = VM_MODE_DONE;
}

// Takes the next workgroup, or ends.
void vmTake() {
  vmMode = VM_MODE_DONE;
  if (VM_HEAD(VM_HEAD_TRAP) == 0u) {
    uint ticket = atomicAdd(VM_HEAD(VM_HEAD_TICKET), 1u);
    if (ticket < VM_JOB(VM_JOB_GROUPS)) {
      uint x = VM_JOB(VM_JOB_GRID_X);
      uint y = VM_JOB(VM_JOB_GRID_Y);
      uint row = ticket / x;
      vmGroup = uvec3(ticket - row * x, row % y, row / y);
      vmTicket = ticket;
      vmInvocation = 0u;
      vmLocal = uvec3(0u);
      vmPc = 0u;
      vmResume = 0u;
      vmBarrier = 0u;
      vmProgress = 0u;
      vmMode = vmSharedWords == 0u ? VM_MODE_RUN : VM_MODE_CLEAR;
    }
  }
}

// Clears a word of workgroup memory.
void vmClearOne() {
  if (vmProgress < vmSharedWords) {
    VM_AREA(vmShared + vmProgress) = 0u;
    vmProgress++;
  }
}

// Clears some of a new workgroup's memory.
void vmClear() {
  vmClearOne();
  vmClearOne();
  vmClearOne();
  vmClearOne();
  if (vmProgress == vmSharedWords) {
    vmProgress = 0u;
    vmMode = VM_MODE_RUN;
  }
}

// An invocation has come to a barrier or its end: notes it.
void vmPause() {
  bool ended = vmOp == VM_END;
  VM_AREA(vmEnded + vmInvocation) = ended ? 1u : 0u;
  bool apart = !ended && vmBarrier != 0u && vmBarrier != vmPc + 1u;
  if (apart) {
    vmTrap(VM_TRAP_DIVERGENCE, vmBarrier - 1u);
  } else {
    vmBarrier = ended ? vmBarrier : vmPc + 1u;
    vmStepLocal();
    vmMode = VM_MODE_SWITCH;
  }
}

// Goes on with the next invocation that has not ended; the first one again if all have come to the barrier.
void vmSwitch() {
  if (vmInvocation == vmInvocations) {
    vmResume = vmBarrier;
    vmBarrier = 0u;
    vmInvocation = 0u;
    vmLocal = uvec3(0u);
    vmMode = vmResume == 0u ? VM_MODE_TAKE : vmMode;
  }
  if (vmMode == VM_MODE_SWITCH) {
    bool ended = false;
    if (vmResume != 0u) {
      ended = VM_AREA(vmEnded + vmInvocation) != 0u;
    }
    if (ended) {
      vmStepLocal();
    } else {
      vmPc = vmResume;
      vmMode = VM_MODE_RUN;
    }
  }
  vmRegisters = VM_AREA_FILES + vmInvocation * vmFileWords;
}

// Adds the register of one more invocation of the subgroup to what a subgroup operation gives; returns whether it was the last.
bool vmGather() {
  uint first = vmInvocation - vmInvocation % VM_SUBGROUP;
  uint count = min(VM_SUBGROUP, vmInvocations - first);
  uint other = first + vmProgress;
  bool ended = false;
  if (vmResume != 0u) {
    ended = VM_AREA(vmEnded + other) != 0u;
  }
  uint value = VM_AREA(VM_AREA_FILES + other * vmFileWords + vmFieldA);
  value = ended ? 0u : value;
  precise float added = uintBitsToFloat(vmSum) + uintBitsToFloat(value);
  if (vmOp == VM_SGADD) {
    vmSum += value;
  } else if (vmOp == VM_SGADDF) {
    vmSum = vmCanonical(floatBitsToUint(added));
  } else if (vmOp == VM_SGBALLOT) {
    vmSum |= vmBool(value != 0u) << vmProgress;
  } else if (vmProgress == vmB) {
    vmSum = value;
  }
  vmProgress++;
  return vmProgress == count;
}

uint vmAtomic() {
  uint at = vmBase + vmIndex;
  uint r = 0u;
  if (vmIndex < vmWords) {
    switch (vmOp) {
      case VM_AADD: r = atomicAdd(VM_ARENA(at), vmB); break;
      case VM_AOR: r = atomicOr(VM_ARENA(at), vmB); break;
      case VM_AAND: r = atomicAnd(VM_ARENA(at), vmB); break;
      case VM_AXOR: r = atomicXor(VM_ARENA(at), vmB); break;
      case VM_AMIN: r = atomicMin(VM_ARENA(at), vmB); break;
      case VM_AMAX: r = atomicMax(VM_ARENA(at), vmB); break;
      case VM_AXCHG: r = atomicExchange(VM_ARENA(at), vmB); break;
      default: r = atomicCompSwap(VM_ARENA(at), vmThird, vmB); break;
    }
  }
  return r;
}

// Neighbouring bytes may be another invocation's.
void vmStoreByte() {
  uint shift = (vmA & VM_BYTE_INDEX_MASK) * BYTE_BITS;
  uint kept = ~(BYTE_MASK << shift);
  uint value = (vmB & BYTE_MASK) << shift;
  if (vmIndex < vmWords) {
    if (vmOp == VM_STBW) {
      uint at = vmShared + vmBase + vmIndex;
      VM_AREA(at) = VM_AREA(at) & kept | value;
    } else {
      uint at = vmBase + vmIndex;
      atomicAnd(VM_ARENA(at), kept);
      atomicOr(VM_ARENA(at), value);
    }
  }
}

// Runs a long instruction, or a part of it.
void vmSlow() {
  uint a = vmA;
  uint b = vmB;
  uint r = 0u;
  uint trap = 0u;
  uint culprit = b;
  bool writes = true;
  bool over = true;

  bool isSigned = vmOp == VM_DIVS || vmOp == VM_MODS;
  uint dividend = isSigned ? uint(abs(int(a))) : a;
  uint divisor = isSigned ? uint(abs(int(b))) : b;
  uint quotient = dividend / (divisor == 0u ? 1u : divisor);
  uint remainder = dividend - quotient * divisor;
  bool isUndefined = b == 0u || (a == F32_SIGN && b == ~0u);

  uint factor = vmOp == VM_FMA ? vmThird : (a ^ b) & F32_SIGN; // a zero of the product's sign adds nothing
  uint fused = vmFma(a, b, factor);
  uint augend = vmOp == VM_FMAD || vmOp == VM_FMSUB ? fused : 0u;
  precise float added = uintBitsToFloat(augend) + uintBitsToFloat(vmThird ^ (vmOp == VM_FMSUB ? F32_SIGN : 0u));
  uint root = vmSquareRoot(a);
  uint ratio = vmDivide(vmOp == VM_FDIV ? a : F32_ONE, vmOp == VM_FDIV ? b : vmOp == VM_FRSQRT ? root : a);
  bool minus = vmOp == VM_S2F && (a & F32_SIGN) != 0u;
  uint converted = vmPack(minus ? F32_SIGN : 0u, int(0u), uvec2(0u, minus ? 0u - a : a));
  bool outside = vmIsNan(a) || ((a & F32_SIGN) != 0u && (a & F32_MAGNITUDE) != 0u) || (a & F32_MAGNITUDE) >= F32_INDEX_END;

  if (vmOp >= VM_SGADD) {
    over = vmGather();
    r = vmSum;
  } else if (vmOp >= VM_AADD) {
    r = vmAtomic();
  } else if (vmOp == VM_STB || vmOp == VM_STBW) {
    vmStoreByte();
    writes = false;
  } else if (vmOp >= VM_FSIN && vmOp <= VM_FLOG2) {
    r = vmTranscendental(vmOp, a);
  } else {
    switch (vmOp) {
      case VM_DIVU: r = b == 0u ? ~0u : quotient; break;
      case VM_MODU: r = b == 0u ? 0u : remainder; break;
      case VM_DIVS: r = ((a ^ b) & F32_SIGN) != 0u ? 0u - quotient : quotient; break;
      case VM_MODS: r = (a & F32_SIGN) != 0u ? 0u - remainder : remainder; break;
      case VM_FMUL: case VM_FMA: r = fused; break;
      case VM_FMAD: case VM_FMSUB: r = vmCanonical(floatBitsToUint(added)); break;
      case VM_FSQRT: r = root; break;
      case VM_FDIV: case VM_FRSQRT: case VM_FRCP: r = ratio; break;
      case VM_U2F: case VM_S2F: r = converted; break;
      case VM_F2U: r = vmToU32(a); break;
      case VM_F2S: r = vmToI32(a); break;
      case VM_IDXF: r = vmWhole(a); break;
      default: break;
    }
    trap = isSigned && isUndefined ? VM_TRAP_DIVISION : trap;
    trap = vmOp == VM_IDXS || (vmOp == VM_IDXF && outside) ? VM_TRAP_INDEX : trap;
    trap = vmOp == VM_TRAP ? vmFieldA : trap;
    culprit = vmOp == VM_IDXS || vmOp == VM_IDXF ? a : b;
  }
  vmMode = VM_MODE_RUN;
  if (trap != 0u) {
    vmTrap(trap, culprit);
  } else if (over) {
    vmProgress = 0u;
    vmSum = 0u;
    vmPc++;
    if (writes) {
      VM_AREA(vmRegisters + vmD) = r;
    }
  }
}

// Everything but short instructions.
void vmRest() {
  if (vmMode == VM_MODE_SLOW) {
    vmSlow();
  } else if (vmMode == VM_MODE_PAUSE) {
    vmPause();
  } else if (vmMode == VM_MODE_SWITCH) {
    vmSwitch();
  } else if (vmMode == VM_MODE_CLEAR) {
    vmClear();
  } else if (vmMode == VM_MODE_TAKE) {
    vmTake();
  }
  vmRegisters = VM_AREA_FILES + (vmWaits ? vmInvocation * vmFileWords : 0u);
}

// Runs so many turns, each up to burst short instructions and then one thing more. Every lane makes the same turns: a driver that counts
// loops counts turns * (burst + a few).
void vmRun(uint turns, uint burst) {
  for (; turns != 0u && vmMode < VM_MODE_STOPPED; turns--) {
    if (vmMode == VM_MODE_RUN) {
      uint left = burst;
      do {
        vmShort();
        left--;
      } while (left != 0u && vmMode == VM_MODE_RUN);
    }
    vmRest();
  }
}

// Reads the image's header.
void vmOpen() {
  vmConstants = VM_IMAGE(VM_IMAGE_CONSTANTS);
  vmCode = VM_IMAGE(VM_IMAGE_CODE);
  vmSize = uvec3(VM_IMAGE(VM_IMAGE_SIZE_X), VM_IMAGE(VM_IMAGE_SIZE_Y), VM_IMAGE(VM_IMAGE_SIZE_Z));
  vmInvocations = vmSize.x * vmSize.y * vmSize.z;
  vmSharedWords = VM_IMAGE(VM_IMAGE_SHARED);
  vmWaits = (VM_IMAGE(VM_IMAGE_FLAGS) & VM_FLAG_BARRIER) != 0u;
  vmFileWords = VM_JOB(VM_JOB_FILE_WORDS);
  vmShared = VM_JOB(VM_JOB_SHARED);
  vmEnded = VM_JOB(VM_JOB_ENDED);
}

// Starts as a lane that has no workgroup yet.
void vmBegin() {
  vmMode = VM_MODE_TAKE;
  vmPc = 0u;
  vmInvocation = 0u;
  vmResume = 0u;
  vmBarrier = 0u;
  vmProgress = 0u;
  vmSum = 0u;
  vmTicket = 0u;
  vmGroup = uvec3(0u);
  vmLocal = uvec3(0u);
  vmOp = 0u;
}

void vmRestore() {
  vmMode = VM_AREA(VM_AREA_MODE);
  vmPc = VM_AREA(VM_AREA_PC);
  vmInvocation = VM_AREA(VM_AREA_INVOCATION);
  vmResume = VM_AREA(VM_AREA_RESUME);
  vmBarrier = VM_AREA(VM_AREA_BARRIER);
  vmProgress = VM_AREA(VM_AREA_PROGRESS);
  vmSum = VM_AREA(VM_AREA_SUM);
  vmTicket = VM_AREA(VM_AREA_TICKET);
  vmGroup = uvec3(VM_AREA(VM_AREA_GROUP_X), VM_AREA(VM_AREA_GROUP_Y), VM_AREA(VM_AREA_GROUP_Z));
  vmLocal = uvec3(VM_AREA(VM_AREA_LOCAL_X), VM_AREA(VM_AREA_LOCAL_Y), VM_AREA(VM_AREA_LOCAL_Z));
  vmOp = VM_AREA(VM_AREA_OP);
}

void vmSave() {
  VM_AREA(VM_AREA_MODE) = vmMode == VM_MODE_STOPPED ? VM_MODE_RUN : vmMode;
  VM_AREA(VM_AREA_PC) = vmPc;
  VM_AREA(VM_AREA_INVOCATION) = vmInvocation;
  VM_AREA(VM_AREA_RESUME) = vmResume;
  VM_AREA(VM_AREA_BARRIER) = vmBarrier;
  VM_AREA(VM_AREA_PROGRESS) = vmProgress;
  VM_AREA(VM_AREA_SUM) = vmSum;
  VM_AREA(VM_AREA_TICKET) = vmTicket;
  VM_AREA(VM_AREA_GROUP_X) = vmGroup.x;
  VM_AREA(VM_AREA_GROUP_Y) = vmGroup.y;
  VM_AREA(VM_AREA_GROUP_Z) = vmGroup.z;
  VM_AREA(VM_AREA_LOCAL_X) = vmLocal.x;
  VM_AREA(VM_AREA_LOCAL_Y) = vmLocal.y;
  VM_AREA(VM_AREA_LOCAL_Z) = vmLocal.z;
  VM_AREA(VM_AREA_OP) = vmOp;
}
