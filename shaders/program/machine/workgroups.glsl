// The way of a lane through workgroups and their chunks.

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
