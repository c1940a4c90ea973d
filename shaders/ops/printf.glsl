// Appends (arg0, arg1, arg2, slot base) to the debug log.
void writeDebugWord(uint at, uint word) {
  if (at < BUFFER_WORDS) {
    debugLog[at] = word;
    stored = true;
  }
}

void writeDebugRecord(uint at) {
  writeDebugWord(at, argument(0u));
  writeDebugWord(at + 1u, argument(1u));
  writeDebugWord(at + RECORD_ARG2, argument(ARG2));
  writeDebugWord(at + RECORD_SLOT_BASE, slotBase);
}

void opPrintf() {
#ifdef PROTECTION_RAW
  uint at = atomicAdd(debugLog[CURSOR_WORD], RECORD_WORDS) + RECORDS_BASE;
  // The sum wraps near 2^32, as in vyre; what then falls outside the log is dropped.
  if (at + RECORD_WORDS <= BUFFER_WORDS) {
    writeDebugRecord(at);
  }
#else
  // An invocation that overshoots takes its step back, so that the cursor never stays past the last whole record.
  uint cursor = debugLog[CURSOR_WORD];
  if (cursor < DEBUG_CURSOR_END) {
    cursor = atomicAdd(debugLog[CURSOR_WORD], RECORD_WORDS);
    if (cursor < DEBUG_CURSOR_END) {
      writeDebugRecord(cursor + RECORDS_BASE);
      return;
    }
    atomicAdd(debugLog[CURSOR_WORD], 0u - RECORD_WORDS);
  }
  atomicAdd(state[ST_DROPPED_PRINTS], 1u);
#endif
}
