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
