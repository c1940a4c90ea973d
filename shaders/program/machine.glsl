// The machine that runs verified bytecode. An invocation of the kernel, a lane, runs chunks of up to 32 invocations of a program: it reads
// an instruction once and carries it out for all of the chunk that are at it. Those that took another way wait, each at its place; the
// least place goes first, so that they meet again where their ways do. All there is of a workgroup lies in the lane's area, so that it can
// stop after any instruction and go on in another dispatch.
//
// Memory is reached by macros: VM_IMAGE the image, VM_CODE its pairs of words, VM_BOUND the binding set (first word and words of each
// buffer), VM_ARENA the resources, for a macro that is told the word, VM_WORD the state: in it are VM_HEAD, what all lanes share, the
// constants, and VM_AREA, the lane's area.
// A software driver goes through each place where memory is reached lane by lane, active or not: there are few, and constants,
// registers and workgroup memory share them.
//
// Software drivers go through all code that a loop holds, taken or not, but leave a loop when no invocation is left in it. So each kind
// of instruction has a loop of its own over the chunk, and the loop that runs most instructions holds the short kinds only.

#define VM_DO_LOAD(word) loaded = word;
#define VM_DO_STORE(word) word = value;
#define VM_DO_STORE_BYTE(word) atomicAnd(word, kept); atomicOr(word, value);
#define VM_DO_ATOMIC(word) \
  switch (vmOp) { \
    case VM_AADD: r = atomicAdd(word, b); break; \
    case VM_AOR: r = atomicOr(word, b); break; \
    case VM_AAND: r = atomicAnd(word, b); break; \
    case VM_AXOR: r = atomicXor(word, b); break; \
    case VM_AMIN: r = atomicMin(word, b); break; \
    case VM_AMAX: r = atomicMax(word, b); break; \
    case VM_AXCHG: r = atomicExchange(word, b); break; \
    default: r = atomicCompSwap(word, expected, b); break; \
  }

uint vmCode; // first word of the image's code
uint vmFileWords; // registers of an invocation
uint vmInvocations; // of a workgroup
uint vmEnded; // first word of the sets of invocations that ended, a word for each chunk
uint vmShared; // first word of workgroup memory
uint vmCleared; // words of it that every workgroup finds cleared
uint vmWidth; // invocations of a chunk: a power of two up to 32
bool vmWaits; // the program has barriers
uvec3 vmSize;

uint vmMode;
uint vmPc;
uint vmActive; // set of the chunk's invocations that are at vmPc
uint vmParked; // set of those that are further on, where VM_AREA_PLACES tells
uint vmNext; // least of these places
uint vmSplit; // set of those that go on at vmSplitPc, and are not parked yet
uint vmSplitPc;
uint vmSlowSet; // set of those that a slow instruction has to be carried out for
uint vmEnding; // set of those that have ended since the last barrier
uint vmChunk; // its first invocation
uint vmLimit; // one more than the last invocation to run
uint vmGroup; // number of the workgroup of invocation 0
uint vmResume; // one more than the barrier that invocations wait at, 0 at first
uint vmBarrier; // one more than the barrier at which invocations wait next, 0 if none does
uint vmProgress; // words of workgroup memory that are cleared
uint vmToClear; // words of it to clear for the next workgroup: all before the first one, so that no other program's are seen
uint vmFuel; // below 0 when the last back-edge was taken by more invocations than there was for

// The instruction at hand.
uint vmOp;
uint vmTarget;
uint vmD;
uint vmC;
uint vmFieldA;
uint vmFieldB;

// Where a field of the first invocation is, and how much further on the next one's.
uint vmFirst(uint field, uint registers) {
  return (field & VM_CONSTANT) != 0u ? VM_CONSTANT_PLACE(field & ~VM_CONSTANT) : VM_AREA_PLACE(registers + field);
}

uint vmStride(uint field) {
  return (field & VM_CONSTANT) != 0u ? 0u : vmFileWords * VM_AREA_STRIDE;
}

// The registers of the chunk's first invocation.
uint vmRegisters() {
  return VM_AREA_FILES + (vmWaits ? vmChunk * vmFileWords : 0u);
}

void vmFetch() {
  uvec2 words = VM_CODE((vmCode >> 1u) + vmPc);
  vmOp = words.x & BYTE_MASK;
  vmTarget = words.x >> VM_D_SHIFT;
  vmD = vmTarget & VM_FIELD_MASK;
  vmC = words.x >> VM_C_SHIFT;
  vmFieldA = words.y & VM_OPERAND_MASK;
  vmFieldB = words.y >> VM_OPERAND_BITS;
}

// The third operand's field as that of the other two; the first one's where there is no third.
uint vmThirdField() {
  bool readsC = vmOp == VM_SELECT || vmOp == VM_MAD || vmOp == VM_FMAD || vmOp == VM_FMSUB || vmOp == VM_FMA;
  bool readsD = vmOp == VM_STX || vmOp == VM_STXW || vmOp == VM_ACAS || vmOp == VM_ACASW;
  uint field = (vmC & VM_CONSTANT_C) != 0u ? vmC & ~VM_CONSTANT_C | VM_CONSTANT : vmC;
  return readsC ? field : readsD ? vmD : vmFieldA;
}

uint vmBool(bool value) {
  return value ? 1u : 0u;
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

// Selections, because branches cost software drivers much more.
uint vmInteger(uint a, uint b) {
  uint r = a;
  r = mix(r, a + b, vmOp == VM_ADD);
  r = mix(r, a - b, vmOp == VM_SUB);
  r = mix(r, a * b, vmOp == VM_MUL);
  r = mix(r, a & b, vmOp == VM_AND);
  r = mix(r, a | b, vmOp == VM_OR);
  r = mix(r, a ^ b, vmOp == VM_XOR);
  r = mix(r, a << (b & VM_SHIFT_MASK), vmOp == VM_SHL);
  r = mix(r, a >> (b & VM_SHIFT_MASK), vmOp == VM_SHRU);
  r = mix(r, uint(int(a) >> int(b & VM_SHIFT_MASK)), vmOp == VM_SHRS);
  r = mix(r, a << (b & VM_SHIFT_MASK) | a >> (0u - b & VM_SHIFT_MASK), vmOp == VM_ROTL);
  r = mix(r, a >> (b & VM_SHIFT_MASK) | a << (0u - b & VM_SHIFT_MASK), vmOp == VM_ROTR);
  r = mix(r, 0u - a, vmOp == VM_NEG);
  r = mix(r, ~a, vmOp == VM_NOT);
  r = mix(r, vmBool(a == b), vmOp == VM_JEQ || vmOp == VM_EQ);
  r = mix(r, vmBool(a != b), vmOp == VM_JNE || vmOp == VM_NE);
  r = mix(r, vmBool(a < b), vmOp == VM_JLTU || vmOp == VM_LTU);
  r = mix(r, vmBool(a >= b), vmOp == VM_JGEU);
  r = mix(r, vmBool(a <= b), vmOp == VM_LEU);
  r = mix(r, vmBool(int(a) < int(b)), vmOp == VM_JLTS || vmOp == VM_LTS);
  r = mix(r, vmBool(int(a) >= int(b)), vmOp == VM_JGES);
  r = mix(r, vmBool(int(a) <= int(b)), vmOp == VM_LES);
  r = mix(r, vmBool(a != 0u && b != 0u), vmOp == VM_LAND);
  r = mix(r, vmBool((a | b) != 0u), vmOp == VM_LOR);
  r = mix(r, vmBool(a == 0u), vmOp == VM_BRF || vmOp == VM_LNOT);
  r = mix(r, vmBool(a != 0u), vmOp == VM_BRT || vmOp == VM_BOOL);
  r = mix(r, a + 1u, vmOp == VM_NEXT);
  return r;
}

// What fewer programs use.
uint vmRareInteger(uint a, uint b) {
  uint high;
  uint low;
  umulExtended(a, b, high, low);
  uint r = min(a, b);
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
  r = mix(r, uint(bitCount(a)), vmOp == VM_POPC);
  r = mix(r, WORD_BITS - 1u - uint(findMSB(a)), vmOp == VM_CLZ);
  r = mix(r, a == 0u ? WORD_BITS : uint(findLSB(a)), vmOp == VM_CTZ);
  return mix(r, bitfieldReverse(a), vmOp == VM_REV);
}

// A product that may be less than the least normal number is rounded once more by some devices.
uint vmProduct(uint a, uint b, out bool exact) {
  precise float multiplied = uintBitsToFloat(a) * uintBitsToFloat(b);
  uint product = vmCanonical(floatBitsToUint(multiplied));
  exact = (product & F32_MAGNITUDE) > F32_HIDDEN || (a & F32_MAGNITUDE) == 0u || (b & F32_MAGNITUDE) == 0u;
  return product;
}

uint vmSum(uint a, uint b) {
  precise float added = uintBitsToFloat(a) + uintBitsToFloat(b);
  return vmCanonical(floatBitsToUint(added));
}

// What takes three operands: they are few, and every place where memory is reached costs the others.
uint vmThree(uint a, uint b, uint c, out bool exact) {
  bool multiplied;
  uint product = vmProduct(a, b, multiplied);
  bool floats = vmOp == VM_FMAD || vmOp == VM_FMSUB;
  exact = multiplied || !floats;
  uint sum = vmSum(product, c ^ (vmOp == VM_FMSUB ? F32_SIGN : 0u));
  return floats ? sum : vmOp == VM_MAD ? a * b + c : c != 0u ? a : b;
}

uint vmFloat(uint a, uint b, out bool exact) {
  bool multiplied;
  uint product = vmProduct(a, b, multiplied);
  exact = multiplied || vmOp != VM_FMUL;
  uint sum = vmSum(a, b ^ (vmOp == VM_FSUB ? F32_SIGN : 0u));
  bool equal = vmSame(a, b);
  bool less = vmLess(a, b);
  bool lessOrEqual = vmLessOrEqual(a, b);
  uint r = mix(sum, product, vmOp == VM_FMUL);
  r = mix(r, vmBool(equal), vmOp == VM_JFEQ || vmOp == VM_FEQ);
  r = mix(r, vmBool(!equal), vmOp == VM_JFNE || vmOp == VM_FNE);
  r = mix(r, vmBool(less), vmOp == VM_JFLT || vmOp == VM_FLT);
  r = mix(r, vmBool(!less), vmOp == VM_JFNLT);
  r = mix(r, vmBool(lessOrEqual), vmOp == VM_JFLE || vmOp == VM_FLE);
  r = mix(r, vmBool(!lessOrEqual), vmOp == VM_JFNLE);
  r = mix(r, vmIsNan(a) || vmLess(b, a) ? b : a, vmOp == VM_FMIN);
  r = mix(r, vmIsNan(a) || less ? b : a, vmOp == VM_FMAX);
  r = mix(r, vmCanonical(a ^ F32_SIGN), vmOp == VM_FNEG);
  r = mix(r, vmCanonical(a & F32_MAGNITUDE), vmOp == VM_FABS);
  return r;
}

uint vmRareFloat(uint a) {
  float magnitude = uintBitsToFloat(a & F32_MAGNITUDE);
  float whole = floor(magnitude);
  bool negative = (a & F32_SIGN) != 0u;
  bool up = vmOp == VM_FFLOOR ? negative && whole < magnitude : vmOp == VM_FCEIL ? !negative && whole < magnitude
      : vmOp == VM_FROUND && magnitude - whole >= FLOAT_HALF;
  uint r = vmCanonical(floatBitsToUint(up ? whole + FLOAT_1 : whole) | a & F32_SIGN);
  r = mix(r, vmIsNan(a) ? F32_NAN : (a & F32_MAGNITUDE) == 0u ? 0u : a & F32_SIGN | F32_ONE, vmOp == VM_FSIGN);
  r = mix(r, vmBool(vmIsNan(a)), vmOp == VM_FISNAN);
  r = mix(r, vmBool((a & F32_MAGNITUDE) == F32_INFINITY), vmOp == VM_FISINF);
  r = mix(r, vmBool((a & F32_MAGNITUDE) < F32_INFINITY), vmOp == VM_FISFIN);
  return mix(r, vmBool((a & F32_MAGNITUDE) != 0u), vmOp == VM_F2B);
}

// Goes on with those at the least place; the others are parked.
void vmRegroup() {
  bool due = vmSplit != 0u || vmPc >= vmNext;
  uint all = vmActive | vmParked | vmSplit;
  uint least = ~0u;
  uint second = ~0u;
  uint chosen = 0u;
  for (uint rest = due ? all : 0u; rest != 0u; rest &= rest - 1u) {
    uint k = uint(findLSB(rest));
    uint bit = 1u << k;
    uint place = VM_AREA_PLACE(VM_AREA_PLACES + k);
    uint pc = VM_WORD(place);
    pc = (vmActive & bit) != 0u ? vmPc : pc;
    pc = (vmSplit & bit) != 0u ? vmSplitPc : pc;
    VM_WORD(place) = pc;
    bool before = pc < least;
    second = before ? least : pc > least ? min(second, pc) : second;
    chosen = before ? bit : pc == least ? chosen | bit : chosen;
    least = min(least, pc);
  }
  vmPc = due ? least : vmPc;
  vmNext = due ? second : vmNext;
  vmActive = due ? chosen : vmActive;
  vmParked = due ? all & ~chosen : vmParked;
  vmSplit = 0u;
}

// Carries one short instruction out; a slow one is left for the end of the loop.
void vmShort() {
  vmRegroup();
  vmFetch();
  uint op = vmOp;
  bool floats = (op >= VM_JFEQ && op <= VM_JFNLE) || (op >= VM_FEQ && op <= VM_FLE) || (op >= VM_FADD && op <= VM_FMUL)
      || op == VM_FMIN || op == VM_FMAX || op == VM_FNEG || op == VM_FABS;
  bool threes = op == VM_SELECT || op == VM_MAD || op == VM_FMAD || op == VM_FMSUB;
  bool rareFloats = (op >= VM_FFLOOR && op <= VM_FISFIN) || op == VM_F2B;
  bool rareIntegers = (op >= VM_MINU && op <= VM_MULHI) || (op >= VM_POPC && op <= VM_REV);
  bool slow = op == VM_TRAP || op == VM_ID || op == VM_LEN || (op >= VM_DIVU && op <= VM_MODS) || op == VM_FDIV || op == VM_FMA
      || (op >= VM_FSQRT && op <= VM_FRCP) || (op >= VM_FSIN && op <= VM_F2S) || op == VM_IDXS || op == VM_IDXF
      || op == VM_STB || op == VM_STBW || op >= VM_AADD;
  bool loads = op >= VM_LDT && op <= VM_LDBW && op != VM_ST && op != VM_STX && op != VM_STB;
  bool stores = op == VM_ST || op == VM_STX || op == VM_STW || op == VM_STXW;
  bool ends = op == VM_END || op == VM_BARRIER;
  bool jumps = op == VM_JUMP || op == VM_BACK;
  bool back = op == VM_BACK || op == VM_NEXT;
  bool branches = op >= VM_BRT && op <= VM_JFNLE;
  bool stopped = back && int(vmFuel) <= int(0u);
  bool integers = !(floats || threes || rareFloats || rareIntegers || slow || loads || stores || ends || jumps || stopped);

  uint registers = vmRegisters();
  uint placeA = vmFirst(vmFieldA, registers);
  uint placeB = vmFirst(vmFieldB, registers);
  uint placeC = vmFirst(vmThirdField(), registers);
  uint placeD = VM_AREA_PLACE(registers + (op == VM_NEXT ? vmFieldA : vmD));
  uint strideA = vmStride(vmFieldA);
  uint strideB = vmStride(vmFieldB);
  uint strideC = vmStride(vmThirdField());
  uint strideD = vmFileWords * VM_AREA_STRIDE;
  uint taken = jumps ? vmActive : 0u;
  uint inexact = 0u;

  for (uint rest = integers ? vmActive : 0u; rest != 0u; rest &= rest - 1u) {
    uint k = uint(findLSB(rest));
    uint b = VM_WORD(placeB + k * strideB);
    uint r = vmInteger(VM_WORD(placeA + k * strideA), b);
    bool over = op == VM_NEXT ? r < b : branches && r != 0u;
    taken |= vmBool(over) << k;
    if (!branches) {
      VM_WORD(placeD + k * strideD) = r;
    }
  }
  for (uint rest = floats ? vmActive : 0u; rest != 0u; rest &= rest - 1u) {
    uint k = uint(findLSB(rest));
    bool exact;
    uint r = vmFloat(VM_WORD(placeA + k * strideA), VM_WORD(placeB + k * strideB), exact);
    taken |= vmBool(branches && r != 0u) << k;
    inexact |= vmBool(!exact) << k;
    if (!branches && exact) {
      VM_WORD(placeD + k * strideD) = r;
    }
  }
  for (uint rest = threes ? vmActive : 0u; rest != 0u; rest &= rest - 1u) {
    uint k = uint(findLSB(rest));
    bool exact;
    uint r = vmThree(VM_WORD(placeA + k * strideA), VM_WORD(placeB + k * strideB), VM_WORD(placeC + k * strideC), exact);
    inexact |= vmBool(!exact) << k;
    if (exact) {
      VM_WORD(placeD + k * strideD) = r;
    }
  }
  for (uint rest = rareIntegers || rareFloats ? vmActive : 0u; rest != 0u; rest &= rest - 1u) {
    uint k = uint(findLSB(rest));
    uint a = VM_WORD(placeA + k * strideA);
    uint b = VM_WORD(placeB + k * strideB);
    VM_WORD(placeD + k * strideD) = rareFloats ? vmRareFloat(a) : vmRareInteger(a, b);
  }

  uvec2 bound = VM_BOUND(loads || stores ? vmC : 0u);
  bool inArena = (op & VM_WORKGROUP_BIT) == 0u;
  bool tables = op == VM_LDT;
  bool summed = tables || op == VM_LDX || op == VM_LDXW || op == VM_LDXF || op == VM_LDXFW || op == VM_STX || op == VM_STXW;
  bool bytes = op == VM_LDB || op == VM_LDBW;
  bool canonical = op == VM_LDF || op == VM_LDFW || op == VM_LDXF || op == VM_LDXFW;
  // Where memory begins that is part of the state, and how far apart its words are.
  uint shared0 = tables ? VM_CONSTANT_PLACE(bound.x) : VM_AREA_PLACE(vmShared + bound.x);
  uint sharedStride = tables ? 1u : VM_AREA_STRIDE;
  for (uint rest = loads ? vmActive : 0u; rest != 0u; rest &= rest - 1u) {
    uint k = uint(findLSB(rest));
    uint a = VM_WORD(placeA + k * strideA);
    uint b = VM_WORD(placeB + k * strideB);
    uint index = summed ? a + b : bytes ? a >> VM_BYTE_INDEX_BITS : a;
    uint loaded = 0u;
    if (index < bound.y) {
      if (inArena) {
        VM_ARENA(bound.x + index, VM_DO_LOAD)
      } else {
        loaded = VM_WORD(shared0 + index * sharedStride);
      }
    }
    loaded = canonical ? vmCanonical(loaded) : loaded;
    loaded = bytes ? loaded >> ((a & VM_BYTE_INDEX_MASK) * BYTE_BITS) & BYTE_MASK : loaded;
    VM_WORD(placeD + k * strideD) = loaded;
  }
  for (uint rest = stores ? vmActive : 0u; rest != 0u; rest &= rest - 1u) {
    uint k = uint(findLSB(rest));
    uint a = VM_WORD(placeA + k * strideA);
    uint b = VM_WORD(placeB + k * strideB);
    uint value = b;
    if (summed) {
      value = VM_WORD(placeC + k * strideC);
    }
    uint index = summed ? a + b : a;
    if (index < bound.y) {
      if (inArena) {
        VM_ARENA(bound.x + index, VM_DO_STORE)
      } else {
        VM_WORD(shared0 + index * sharedStride) = value;
      }
    }
  }

  uint others = vmActive & ~taken;
  uint next = vmPc + 1u;
  bool left = slow || inexact != 0u;
  vmSlowSet = slow ? vmActive : inexact;
  vmFuel -= back && !stopped ? uint(bitCount(taken)) : 0u;
  vmMode = left ? VM_MODE_SLOW : stopped ? VM_MODE_STOPPED : ends ? VM_MODE_PAUSE : vmMode;
  bool moves = !left && !stopped && !ends;
  bool parts = moves && taken != 0u && others != 0u;
  vmSplit = parts ? others : 0u;
  vmSplitPc = next;
  vmActive = parts ? taken : vmActive;
  vmPc = !moves ? vmPc : taken != 0u ? vmTarget : next;
}

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

// Those at hand have come to a barrier or their end.
void vmPause() {
  bool ended = vmOp == VM_END;
  if (!ended && vmBarrier != 0u && vmBarrier != vmPc + 1u) {
    vmTrap(VM_TRAP_DIVERGENCE, vmBarrier - 1u);
  } else {
    vmEnding |= ended ? vmActive : 0u;
    vmBarrier = ended ? vmBarrier : vmPc + 1u;
    vmActive = 0u;
    vmPc = ~0u;
    vmMode = VM_MODE_RUN;
    if (vmParked == 0u) {
      if (vmWaits) {
        uint place = VM_AREA_PLACE(vmEnded + vmChunk / vmWidth);
        uint before = VM_WORD(place);
        VM_WORD(place) = vmEnding | (vmResume != 0u ? before : 0u);
      }
      vmEnding = 0u;
      vmChunk += vmWidth;
      vmMode = VM_MODE_SWITCH;
    }
  }
}

// Takes the next workgroups, or a part of one, or ends.
void vmTake() {
  vmMode = VM_MODE_DONE;
  if (VM_HEAD(VM_HEAD_TRAP) == 0u) {
    uint ticket = atomicAdd(VM_HEAD(VM_HEAD_TICKET), 1u);
    if (ticket < VM_JOB(VM_JOB_TICKETS)) {
      uint parts = VM_JOB(VM_JOB_PARTS);
      uint together = VM_JOB(VM_JOB_TOGETHER);
      uint whole = ticket / parts;
      vmGroup = whole * together;
      vmChunk = (ticket - whole * parts) * vmWidth;
      uint end = min(together, VM_JOB(VM_JOB_GROUPS) - vmGroup) * vmInvocations;
      vmLimit = parts == 1u ? end : min(vmChunk + vmWidth, end);
      vmResume = 0u;
      vmBarrier = 0u;
      vmProgress = 0u;
      vmMode = vmToClear == 0u ? VM_MODE_SWITCH : VM_MODE_CLEAR;
    }
  }
}

// Clears some of a new workgroup's memory.
void vmClear() {
  uint end = vmMode == VM_MODE_CLEAR ? min(vmProgress + VM_CLEAR_WORDS, vmToClear) : 0u;
  for (uint word = vmProgress; word < end; word++) {
    VM_AREA(vmShared + word) = 0u;
  }
  if (vmMode == VM_MODE_CLEAR) {
    vmProgress = end;
    vmMode = end == vmToClear ? VM_MODE_SWITCH : vmMode;
    vmToClear = end == vmToClear ? vmCleared : vmToClear;
  }
}

// Goes on with the next chunk; with the first one again if all have come to the barrier.
void vmSwitch() {
  bool through = vmChunk >= vmLimit;
  if (through) {
    vmResume = vmBarrier;
    vmBarrier = 0u;
    vmChunk = 0u;
  }
  if (through && vmResume == 0u) {
    vmMode = VM_MODE_TAKE;
  } else {
    uint ended = 0u;
    if (vmResume != 0u) {
      ended = VM_AREA(vmEnded + vmChunk / vmWidth);
    }
    uint all = ~0u >> WORD_BITS - min(vmWidth, vmLimit - vmChunk);
    vmActive = all & ~ended;
    vmParked = 0u;
    vmNext = ~0u;
    vmSplit = 0u;
    vmPc = vmResume;
    vmMode = vmActive != 0u ? VM_MODE_RUN : vmMode;
    vmChunk += vmActive != 0u ? 0u : vmWidth;
  }
}

// Everything but short instructions.
void vmRest() {
  vmSlow();
  if (vmMode == VM_MODE_PAUSE) {
    vmPause();
  }
  if (vmMode == VM_MODE_TAKE) {
    vmTake();
  }
  vmClear();
  if (vmMode == VM_MODE_SWITCH) {
    vmSwitch();
  }
}

// Runs so many turns, each up to burst short instructions and then one thing more. Every lane makes the same turns.
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
  vmCode = VM_IMAGE(VM_IMAGE_CODE);
  vmSize = uvec3(VM_IMAGE(VM_IMAGE_SIZE_X), VM_IMAGE(VM_IMAGE_SIZE_Y), VM_IMAGE(VM_IMAGE_SIZE_Z));
  vmInvocations = vmSize.x * vmSize.y * vmSize.z;
  vmCleared = VM_IMAGE(VM_IMAGE_CLEARED);
  vmWaits = (VM_IMAGE(VM_IMAGE_FLAGS) & VM_FLAG_BARRIER) != 0u;
  vmFileWords = VM_JOB(VM_JOB_FILE_WORDS);
  vmShared = VM_JOB(VM_JOB_SHARED);
  vmEnded = VM_JOB(VM_JOB_ENDED);
  vmWidth = VM_JOB(VM_JOB_WIDTH);
}

// Starts as a lane that has nothing to run yet.
void vmBegin() {
  vmMode = VM_MODE_TAKE;
  vmPc = 0u;
  vmActive = 0u;
  vmParked = 0u;
  vmNext = ~0u;
  vmSplit = 0u;
  vmSplitPc = 0u;
  vmSlowSet = 0u;
  vmEnding = 0u;
  vmChunk = 0u;
  vmLimit = 0u;
  vmGroup = 0u;
  vmResume = 0u;
  vmBarrier = 0u;
  vmProgress = 0u;
  vmToClear = VM_IMAGE(VM_IMAGE_SHARED);
}

void vmRestore() {
  vmMode = VM_AREA(VM_AREA_MODE);
  vmPc = VM_AREA(VM_AREA_PC);
  vmActive = VM_AREA(VM_AREA_ACTIVE);
  vmParked = VM_AREA(VM_AREA_PARKED);
  vmNext = VM_AREA(VM_AREA_NEXT);
  vmSplit = VM_AREA(VM_AREA_SPLIT);
  vmSplitPc = VM_AREA(VM_AREA_SPLIT_PC);
  vmSlowSet = VM_AREA(VM_AREA_SLOW_SET);
  vmEnding = VM_AREA(VM_AREA_ENDING);
  vmChunk = VM_AREA(VM_AREA_CHUNK);
  vmLimit = VM_AREA(VM_AREA_LIMIT);
  vmGroup = VM_AREA(VM_AREA_GROUP);
  vmResume = VM_AREA(VM_AREA_RESUME);
  vmBarrier = VM_AREA(VM_AREA_BARRIER);
  vmProgress = VM_AREA(VM_AREA_PROGRESS);
  vmToClear = VM_AREA(VM_AREA_CLEAR);
}

void vmSave() {
  VM_AREA(VM_AREA_MODE) = vmMode == VM_MODE_STOPPED ? VM_MODE_RUN : vmMode;
  VM_AREA(VM_AREA_PC) = vmPc;
  VM_AREA(VM_AREA_ACTIVE) = vmActive;
  VM_AREA(VM_AREA_PARKED) = vmParked;
  VM_AREA(VM_AREA_NEXT) = vmNext;
  VM_AREA(VM_AREA_SPLIT) = vmSplit;
  VM_AREA(VM_AREA_SPLIT_PC) = vmSplitPc;
  VM_AREA(VM_AREA_SLOW_SET) = vmSlowSet;
  VM_AREA(VM_AREA_ENDING) = vmEnding;
  VM_AREA(VM_AREA_CHUNK) = vmChunk;
  VM_AREA(VM_AREA_LIMIT) = vmLimit;
  VM_AREA(VM_AREA_GROUP) = vmGroup;
  VM_AREA(VM_AREA_RESUME) = vmResume;
  VM_AREA(VM_AREA_BARRIER) = vmBarrier;
  VM_AREA(VM_AREA_PROGRESS) = vmProgress;
  VM_AREA(VM_AREA_CLEAR) = vmToClear;
}
