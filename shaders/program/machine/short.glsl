// Short instructions: those that the loop which runs most of them holds.

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
