// The machine that runs verified bytecode. An invocation of the kernel, a lane, runs whole workgroups of a program: their invocations one
// after the other, each up to the next barrier or its end. All there is of a workgroup lies in the lane's area, so that it can stop after
// any instruction and go on in another dispatch.
//
// Memory is reached by macros: VM_IMAGE the image, VM_CODE its pairs of words, VM_BOUND the binding set (first word and words of each
// buffer), VM_ARENA the resources, for a macro that is told the word, VM_WORD the state: in it are VM_HEAD, what all lanes share, the constants, and VM_AREA, the lane's area.
// A software driver goes through each place where memory is reached lane by lane, active or not: there are few, and constants,
// registers and workgroup memory share them.
//
// Software drivers go through all code that a loop holds, taken or not, but leave a loop when no invocation is left in it. So the loop
// that runs most instructions holds the short ones, and everything else waits for its end.

#define VM_DO_LOAD(word) loaded = word;
#define VM_DO_STORE(word) word = r;
#define VM_DO_STORE_BYTE(word) atomicAnd(word, kept); atomicOr(word, value);
#define VM_DO_ATOMIC(word) \
  switch (vmOp) { \
    case VM_AADD: r = atomicAdd(word, vmB); break; \
    case VM_AOR: r = atomicOr(word, vmB); break; \
    case VM_AAND: r = atomicAnd(word, vmB); break; \
    case VM_AXOR: r = atomicXor(word, vmB); break; \
    case VM_AMIN: r = atomicMin(word, vmB); break; \
    case VM_AMAX: r = atomicMax(word, vmB); break; \
    case VM_AXCHG: r = atomicExchange(word, vmB); break; \
    default: r = atomicCompSwap(word, vmThird, vmB); break; \
  }

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

// Where an operand is.
uint vmPlace(uint field) {
  return (field & VM_CONSTANT) != 0u ? VM_CONSTANT_PLACE(field & ~VM_CONSTANT) : VM_AREA_PLACE(vmRegisters + field);
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

// Goes to the next invocation of the workgroup, by 1, or stays, by 0.
void vmStepLocal(uint by) {
  vmInvocation += by;
  uvec3 local = vmLocal;
  local.x += by;
  bool row = local.x == vmSize.x;
  local.y += uint(row);
  local.x = mix(local.x, 0u, row);
  bool plane = local.y == vmSize.y;
  local.z += uint(plane);
  local.y = mix(local.y, 0u, plane);
  vmLocal = local;
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

// Reads the instruction and its operands, and in place of a third one the word of workgroup memory that it loads.
uint vmFetch() {
  uvec2 words = VM_CODE((vmCode >> 1u) + vmPc);
  vmOp = words.x & BYTE_MASK;
  vmD = words.x >> VM_D_SHIFT & VM_FIELD_MASK;
  uint c = words.x >> VM_C_SHIFT;
  vmFieldA = words.y & VM_OPERAND_MASK;
  vmA = VM_WORD(vmPlace(vmFieldA));
  vmB = VM_WORD(vmPlace(words.y >> VM_OPERAND_BITS));
  bool memory = (vmOp >= VM_LD && vmOp <= VM_ACAS) || vmOp == VM_LEN;
  uvec2 bound = uvec2(0u);
  if (memory) {
    bound = VM_BOUND(c);
  }
  vmBase = bound.x;
  vmWords = bound.y;
  bool summed = vmOp == VM_LDX || vmOp == VM_LDXW || vmOp == VM_LDXF || vmOp == VM_LDXFW || vmOp == VM_STX || vmOp == VM_STXW;
  bool bytes = vmOp == VM_LDB || vmOp == VM_LDBW || vmOp == VM_STB || vmOp == VM_STBW;
  vmIndex = summed ? vmA + vmB : bytes ? vmA >> VM_BYTE_INDEX_BITS : vmA;
  bool readsC = vmOp == VM_SELECT || vmOp == VM_MAD || vmOp == VM_FMAD || vmOp == VM_FMSUB || vmOp == VM_FMA;
  bool readsD = vmOp == VM_STX || vmOp == VM_STXW || vmOp == VM_ACAS;
  bool loads = vmOp >= VM_LDW && vmOp <= VM_LDBW && vmIndex < vmWords;
  uint field = (c & VM_CONSTANT_C) != 0u ? c & ~VM_CONSTANT_C | VM_CONSTANT : c;
  uint place = loads ? VM_AREA_PLACE(vmShared + vmBase + vmIndex) : vmPlace(readsC ? field : vmD);
  vmThird = 0u;
  if (readsC || readsD || loads) {
    vmThird = VM_WORD(place);
  }
  return words.x >> VM_D_SHIFT;
}

// Runs one short instruction; a long one is left for the end of the loop.
void vmShort() {
  uint target = vmFetch();
  uint a = vmA;
  uint b = vmB;
  uint next = vmPc + 1u;
  uint d = vmD;
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
  uint loaded = vmThird;
  if (vmOp >= VM_LD && vmOp <= VM_LDB) {
    loaded = 0u;
    if (vmIndex < vmWords) {
      VM_ARENA(vmBase + vmIndex, VM_DO_LOAD)
    }
  }

  // Selections, because branches cost software drivers much more.
  r = mix(r, a, vmOp == VM_MOV);
  r = mix(r, vmThird != 0u ? a : b, vmOp == VM_SELECT);
  r = mix(r, vmId(vmFieldA), vmOp == VM_ID);
  r = mix(r, vmWords, vmOp == VM_LEN);
  r = mix(r, a + b, vmOp == VM_ADD);
  r = mix(r, a - b, vmOp == VM_SUB);
  r = mix(r, low, vmOp == VM_MUL);
  r = mix(r, low + vmThird, vmOp == VM_MAD);
  r = mix(r, a & b, vmOp == VM_AND);
  r = mix(r, a | b, vmOp == VM_OR);
  r = mix(r, a ^ b, vmOp == VM_XOR);
  r = mix(r, a << (b & VM_SHIFT_MASK), vmOp == VM_SHL);
  r = mix(r, a >> (b & VM_SHIFT_MASK), vmOp == VM_SHRU);
  r = mix(r, uint(int(a) >> int(b & VM_SHIFT_MASK)), vmOp == VM_SHRS);
  r = mix(r, a << (b & VM_SHIFT_MASK) | a >> (0u - b & VM_SHIFT_MASK), vmOp == VM_ROTL);
  r = mix(r, a >> (b & VM_SHIFT_MASK) | a << (0u - b & VM_SHIFT_MASK), vmOp == VM_ROTR);
  r = mix(r, min(a, b), vmOp == VM_MINU);
  r = mix(r, max(a, b), vmOp == VM_MAXU);
  r = mix(r, uint(min(int(a), int(b))), vmOp == VM_MINS);
  r = mix(r, uint(max(int(a), int(b))), vmOp == VM_MAXS);
  r = mix(r, max(a, b) - min(a, b), vmOp == VM_ABSDIFFU);
  r = mix(r, uint(max(int(a), int(b))) - uint(min(int(a), int(b))), vmOp == VM_ABSDIFFS);
  r = mix(r, a + b < a ? ~0u : a + b, vmOp == VM_SATADDU);
  r = mix(r, a - min(a, b), vmOp == VM_SATSUBU);
  r = mix(r, high != 0u ? ~0u : low, vmOp == VM_SATMULU);
  r = mix(r, vmSaturatedAdd(a, b), vmOp == VM_SATADDS);
  r = mix(r, vmSaturatedSubtract(a, b), vmOp == VM_SATSUBS);
  r = mix(r, vmSaturatedMultiply(a, b), vmOp == VM_SATMULS);
  r = mix(r, high, vmOp == VM_MULHI);
  r = mix(r, 0u - a, vmOp == VM_NEG);
  r = mix(r, ~a, vmOp == VM_NOT);
  r = mix(r, uint(bitCount(a)), vmOp == VM_POPC);
  r = mix(r, WORD_BITS - 1u - uint(findMSB(a)), vmOp == VM_CLZ);
  r = mix(r, a == 0u ? WORD_BITS : uint(findLSB(a)), vmOp == VM_CTZ);
  r = mix(r, bitfieldReverse(a), vmOp == VM_REV);
  r = mix(r, vmBool(a == b), vmOp == VM_JEQ || vmOp == VM_EQ);
  r = mix(r, vmBool(a != b), vmOp == VM_JNE || vmOp == VM_NE);
  r = mix(r, vmBool(a < b), vmOp == VM_JLTU || vmOp == VM_LTU);
  r = mix(r, vmBool(a >= b), vmOp == VM_JGEU);
  r = mix(r, vmBool(a <= b), vmOp == VM_LEU);
  r = mix(r, vmBool(int(a) < int(b)), vmOp == VM_JLTS || vmOp == VM_LTS);
  r = mix(r, vmBool(int(a) >= int(b)), vmOp == VM_JGES);
  r = mix(r, vmBool(int(a) <= int(b)), vmOp == VM_LES);
  r = mix(r, vmBool(equal), vmOp == VM_JFEQ || vmOp == VM_FEQ);
  r = mix(r, vmBool(!equal), vmOp == VM_JFNE || vmOp == VM_FNE);
  r = mix(r, vmBool(less), vmOp == VM_JFLT || vmOp == VM_FLT);
  r = mix(r, vmBool(!less), vmOp == VM_JFNLT);
  r = mix(r, vmBool(lessOrEqual), vmOp == VM_JFLE || vmOp == VM_FLE);
  r = mix(r, vmBool(!lessOrEqual), vmOp == VM_JFNLE);
  r = mix(r, vmBool(a != 0u && b != 0u), vmOp == VM_LAND);
  r = mix(r, vmBool((a | b) != 0u), vmOp == VM_LOR);
  r = mix(r, vmBool(a == 0u), vmOp == VM_BRF || vmOp == VM_LNOT);
  r = mix(r, vmBool(a != 0u), vmOp == VM_BRT || vmOp == VM_BOOL);
  r = mix(r, sum, vmOp == VM_FADD || vmOp == VM_FSUB);
  r = mix(r, product, vmOp == VM_FMUL);
  r = mix(r, sum, vmOp == VM_FMAD || vmOp == VM_FMSUB);
  r = mix(r, vmIsNan(a) || vmLess(b, a) ? b : a, vmOp == VM_FMIN);
  r = mix(r, vmIsNan(a) || less ? b : a, vmOp == VM_FMAX);
  r = mix(r, vmCanonical(a ^ F32_SIGN), vmOp == VM_FNEG);
  r = mix(r, vmCanonical(a & F32_MAGNITUDE), vmOp == VM_FABS);
  r = mix(r, rounded, vmOp == VM_FFLOOR || vmOp == VM_FCEIL || vmOp == VM_FROUND || vmOp == VM_FTRUNC);
  r = mix(r, vmIsNan(a) ? F32_NAN : (a & F32_MAGNITUDE) == 0u ? 0u : a & F32_SIGN | F32_ONE, vmOp == VM_FSIGN);
  r = mix(r, vmBool(vmIsNan(a)), vmOp == VM_FISNAN);
  r = mix(r, vmBool((a & F32_MAGNITUDE) == F32_INFINITY), vmOp == VM_FISINF);
  r = mix(r, vmBool((a & F32_MAGNITUDE) < F32_INFINITY), vmOp == VM_FISFIN);
  r = mix(r, vmBool((a & F32_MAGNITUDE) != 0u), vmOp == VM_F2B);
  r = mix(r, a, vmOp == VM_IDXS);
  r = mix(r, loaded, vmOp == VM_LD || vmOp == VM_LDW || vmOp == VM_LDX || vmOp == VM_LDXW);
  r = mix(r, vmCanonical(loaded), vmOp == VM_LDF || vmOp == VM_LDFW || vmOp == VM_LDXF || vmOp == VM_LDXFW);
  r = mix(r, loaded >> ((a & VM_BYTE_INDEX_MASK) * BYTE_BITS) & BYTE_MASK, vmOp == VM_LDB || vmOp == VM_LDBW);
  r = mix(r, b, vmOp == VM_ST || vmOp == VM_STW);
  r = mix(r, vmThird, vmOp == VM_STX || vmOp == VM_STXW);
  r = mix(r, a + 1u, vmOp == VM_NEXT);

  bool slow = vmOp == VM_TRAP || (vmOp >= VM_DIVU && vmOp <= VM_MODS) || vmOp == VM_FMA
      || (vmOp >= VM_FSQRT && vmOp <= VM_FRCP) || (vmOp >= VM_FSIN && vmOp <= VM_F2S) || vmOp == VM_FDIV || vmOp == VM_IDXF
      || vmOp == VM_STB || vmOp == VM_STBW || vmOp >= VM_AADD || (tiny && (fused || vmOp == VM_FMUL)) || (vmOp == VM_IDXS && negative);
  bool storesArena = vmOp == VM_ST || vmOp == VM_STX;
  bool storesShared = vmOp == VM_STW || vmOp == VM_STXW;
  bool branches = vmOp >= VM_BRT && vmOp <= VM_JFNLE;
  bool back = vmOp == VM_BACK || (vmOp == VM_NEXT && r < b);
  bool stopped = back && vmFuel == 0u;
  bool ends = vmOp == VM_END || vmOp == VM_BARRIER;
  bool inside = vmIndex < vmWords;
  bool writes = !slow && !storesArena && !storesShared && !branches && !stopped && !ends && vmOp != VM_JUMP && vmOp != VM_BACK;
  if (storesArena && inside) {
    VM_ARENA(vmBase + vmIndex, VM_DO_STORE)
  }
  uint place = storesShared ? vmShared + vmBase + vmIndex : vmRegisters + (vmOp == VM_NEXT ? vmFieldA : d);
  if (writes || (storesShared && inside)) {
    VM_WORD(VM_AREA_PLACE(place)) = r;
  }
  bool jumps = vmOp == VM_JUMP || (branches && r != 0u) || back;
  next = jumps ? target : next;
  vmFuel -= back && !stopped ? 1u : 0u;
  vmPc = slow || stopped || ends ? vmPc : next;
  vmMode = slow ? VM_MODE_SLOW : stopped ? VM_MODE_STOPPED : vmMode;
  bool over = ends && !vmWaits;
  vmStepLocal(uint(over));
  vmPc = mix(vmPc, 0u, over);
  vmMode = ends && vmWaits ? VM_MODE_PAUSE : over && vmInvocation == vmInvocations ? VM_MODE_TAKE : vmMode;
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
    vmStepLocal(1u);
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
      vmStepLocal(1u);
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
  uint r = 0u;
  if (vmIndex < vmWords) {
    VM_ARENA(vmBase + vmIndex, VM_DO_ATOMIC)
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
      VM_ARENA(at, VM_DO_STORE_BYTE)
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
    r = mix(r, b == 0u ? ~0u : quotient, vmOp == VM_DIVU);
    r = mix(r, b == 0u ? 0u : remainder, vmOp == VM_MODU);
    r = mix(r, ((a ^ b) & F32_SIGN) != 0u ? 0u - quotient : quotient, vmOp == VM_DIVS);
    r = mix(r, (a & F32_SIGN) != 0u ? 0u - remainder : remainder, vmOp == VM_MODS);
    r = mix(r, fused, vmOp == VM_FMUL || vmOp == VM_FMA);
    r = mix(r, vmCanonical(floatBitsToUint(added)), vmOp == VM_FMAD || vmOp == VM_FMSUB);
    r = mix(r, root, vmOp == VM_FSQRT);
    r = mix(r, ratio, vmOp == VM_FDIV || vmOp == VM_FRSQRT || vmOp == VM_FRCP);
    r = mix(r, converted, vmOp == VM_U2F || vmOp == VM_S2F);
    r = mix(r, vmToU32(a), vmOp == VM_F2U);
    r = mix(r, vmToI32(a), vmOp == VM_F2S);
    r = mix(r, vmWhole(a), vmOp == VM_IDXF);
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
    // SwiftShader keeps what lanes that have left take out of a loop only where the condition stands at the start.
    for (uint left = burst; left != 0u && vmMode == VM_MODE_RUN; left--) {
      vmShort();
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
  vmGroup = uvec3(0u);
  vmLocal = uvec3(0u);
}

void vmRestore() {
  vmMode = VM_AREA(VM_AREA_MODE);
  vmPc = VM_AREA(VM_AREA_PC);
  vmInvocation = VM_AREA(VM_AREA_INVOCATION);
  vmResume = VM_AREA(VM_AREA_RESUME);
  vmBarrier = VM_AREA(VM_AREA_BARRIER);
  vmProgress = VM_AREA(VM_AREA_PROGRESS);
  vmSum = VM_AREA(VM_AREA_SUM);
  vmGroup = uvec3(VM_AREA(VM_AREA_GROUP_X), VM_AREA(VM_AREA_GROUP_Y), VM_AREA(VM_AREA_GROUP_Z));
  vmLocal = uvec3(VM_AREA(VM_AREA_LOCAL_X), VM_AREA(VM_AREA_LOCAL_Y), VM_AREA(VM_AREA_LOCAL_Z));
}

void vmSave() {
  VM_AREA(VM_AREA_MODE) = vmMode == VM_MODE_STOPPED ? VM_MODE_RUN : vmMode;
  VM_AREA(VM_AREA_PC) = vmPc;
  VM_AREA(VM_AREA_INVOCATION) = vmInvocation;
  VM_AREA(VM_AREA_RESUME) = vmResume;
  VM_AREA(VM_AREA_BARRIER) = vmBarrier;
  VM_AREA(VM_AREA_PROGRESS) = vmProgress;
  VM_AREA(VM_AREA_SUM) = vmSum;
  VM_AREA(VM_AREA_GROUP_X) = vmGroup.x;
  VM_AREA(VM_AREA_GROUP_Y) = vmGroup.y;
  VM_AREA(VM_AREA_GROUP_Z) = vmGroup.z;
  VM_AREA(VM_AREA_LOCAL_X) = vmLocal.x;
  VM_AREA(VM_AREA_LOCAL_Y) = vmLocal.y;
  VM_AREA(VM_AREA_LOCAL_Z) = vmLocal.z;
}
