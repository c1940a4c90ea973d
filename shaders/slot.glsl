// What an invocation knows about the slot that it runs.
uint controlWords; // words in the control buffer
uint fuel; // back-edges of operations that this invocation may still spend in this slice
uint turns; // turns of its own loop that are left
bool stored; // the slot stored words other than by atomics with a result
uint slotPosition; // place of the slot behind the oldest one that had not completed when the slice began
uint slotBase; // its first word in the ring
uint slotTenant;
uint opcode; // of the slot, or of the inner operation that runs
bool slotPacked; // the slot holds inner operations
uint argBase; // ring word of arg0
uvec4 firstArgs; // the first four of a slot that is not PACKED, where they are read ahead
uint argCount; // argument words that belong to the operation
uint windowFirst; // first control word that the tenant owns
uint windowEnd; // first one after its window
uint outcome; // completion status; COMPLETION_PENDING when the slot gave way
uint faultCode;
uint faultWord; // the offending word
uint result0;
uint result1;
uint place; // number of the inner operation that runs; 0 in other slots
uvec4 saved; // what the operation keeps across slices; zero at its start

void storeWord(uint index, uint value) {
  control[index] = value;
  stored = true;
}

uint argument(uint number) {
#ifndef RING_STATUS
  if (number <= ARG3 && !slotPacked) {
    return firstArgs[number];
  }
#endif
  return number < argCount ? ring[argBase + number] : 0u;
}

// Ends the operation as FAULT; the first fault counts.
void raise(uint code, uint word) {
  if (outcome == COMPLETION_FAULT) {
    return;
  }
  outcome = COMPLETION_FAULT;
  faultCode = code;
  faultWord = word;
}

// Charges one back-edge; false when the slice's fuel is used up.
bool chargeFuel() {
  if (fuel == 0u) {
    return false;
  }
  fuel--;
  return true;
}

#ifdef PROTECTION_RAW
bool mayTouch(uint index) {
  return index < controlWords;
}

uint loadWord(uint index) {
  return index < controlWords ? control[index] : 0u;
}
#else
bool mayTouch(uint index) {
  if (index >= windowFirst && index < windowEnd) {
    return true;
  }
  raise(FAULT_BAD_INDEX, index);
  return false;
}
#endif
