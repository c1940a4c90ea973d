// control[arg1 + i] := control[arg0 + i] for ascending i below arg2; overlap replicates forward.
// One back-edge copies MEMCPY_UNROLL words: a loop budget counts back-edges, not words.
#ifdef PROTECTION_RAW
void copyWord(uint source, uint target) {
  if (target < controlWords) {
    storeWord(target, loadWord(source));
  }
}

// Stretches whose writes are dropped have no effect: skip to where the target wraps to 0.
uint skipDropped(uint done, uint target, uint count) {
  uint skip = 0u - target;
  return skip >= count - done ? count : done + skip;
}
#else
bool mayCopy(uint source, uint target, uint count) {
  if (count == 0u) {
    return false;
  }
  if (!mayTouch(source)) {
    return false;
  }
  if (count > windowEnd - source) {
    raise(FAULT_BAD_INDEX, windowEnd);
    return false;
  }
  if (!mayTouch(target)) {
    return false;
  }
  if (count > windowEnd - target) {
    raise(FAULT_BAD_INDEX, windowEnd);
    return false;
  }
  return true;
}

void copyWord(uint source, uint target) {
  storeWord(target, control[source]);
}
#endif

void opMemcpy() {
  uint source = argument(0u);
  uint target = argument(1u);
  uint count = argument(ARG2);
#ifndef PROTECTION_RAW
  if (!mayCopy(source, target, count)) {
    return;
  }
#endif
  uint done = saved.x;
  while (done < count) {
    if (!chargeFuel()) {
      saved.x = done;
      outcome = COMPLETION_PENDING;
      return;
    }
#ifdef PROTECTION_RAW
    if (target + done >= controlWords) {
      done = skipDropped(done, target + done, count);
      continue;
    }
#endif
    uint last = min(count - done, MEMCPY_UNROLL);
    MEMCPY_BODY
    done += last;
  }
}
