// A slot that only holds a fence waits: fence.comp settles it once everything before it has completed. As an inner operation
// of a PACKED slot it takes effect when its turn comes.
void opBatchFence() {
#ifndef PROTECTION_RAW
  if (!mayTouch(OBSERVABLE_BASE)) {
    return;
  }
#endif
  if (slotPacked) {
    atomicAdd(control[EPOCH], 1u);
    if (OBSERVABLE_BASE < controlWords) {
      storeWord(OBSERVABLE_BASE, argument(1u));
    }
  } else {
    ring[slotBase] = STATUS_CLAIMED; // what the pass that settles fences looks for
    outcome = COMPLETION_FENCE;
  }
}
