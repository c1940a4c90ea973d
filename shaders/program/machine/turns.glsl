// The turns of a lane, and how it begins, stops and goes on.

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
