// PACKED: up to four inner operations in the argument words of one slot. Byte 0 is their number, byte 1 the argument words in
// all; then two bytes for each operation, opcode and offset of its arguments; the argument words follow, word-aligned.
uint packedFirst; // ring word of the first packed argument
uint packedTotal; // packed argument words
uint packedCount; // inner operations

uint packedByte(uint number) {
  return (ring[slotBase + ARG0_WORD + number / WORD_BYTES] >> (number % WORD_BYTES) * BYTE_BITS) & BYTE_MASK;
}

uint innerOpcode(uint inner) {
  return packedByte(PACKED_ENTRY_BYTES + PACKED_ENTRY_BYTES * inner);
}

uint innerOffset(uint inner) {
  return packedByte(PACKED_ENTRY_BYTES + PACKED_ENTRY_BYTES * inner + 1u);
}

uint metadataWords(uint count) {
  return (PACKED_ENTRY_BYTES + PACKED_ENTRY_BYTES * count + WORD_BYTES - 1u) / WORD_BYTES;
}

#ifdef PROTECTION_RAW
void openPacked() {
  packedCount = min(packedByte(0u), PACKED_MAX_OPS);
  packedFirst = metadataWords(packedCount);
}

// Selects an inner operation; false when vyre would skip it.
bool selectInner(uint inner) {
  uint base = packedFirst + innerOffset(inner);
  if (base + PACKED_RAW_ARGS > ARGS_PER_SLOT) {
    return false;
  }
  opcode = innerOpcode(inner);
  argBase = slotBase + ARG0_WORD + base;
  argCount = PACKED_RAW_ARGS;
  return true;
}
#else
bool innerRegistered(uint code) {
  return code < OP_FIRST_USER HANDLER_OPCODES_TEST;
}

uint innerEnd(uint inner) {
  return inner + 1u == packedCount ? packedTotal : innerOffset(inner + 1u);
}

void checkInner(uint inner) {
  if (outcome == COMPLETION_FAULT || inner >= packedCount) {
    return;
  }
  place = inner;
  uint end = innerEnd(inner);
  if (innerOffset(inner) > end || end > packedTotal) {
    raise(FAULT_BAD_PACKED, ring[slotBase + ARG0_WORD]);
  } else if (!mayRun(innerOpcode(inner))) {
    raise(FAULT_FORBIDDEN, innerOpcode(inner));
  } else if (!innerRegistered(innerOpcode(inner))) {
    raise(FAULT_UNKNOWN_OPCODE, innerOpcode(inner));
  }
}

// Checks all inner operations before the first one runs.
void openPacked() {
  packedCount = packedByte(0u);
  packedTotal = packedByte(1u);
  packedFirst = metadataWords(packedCount);
  if (packedCount > PACKED_MAX_OPS || packedFirst + packedTotal > ARGS_PER_SLOT) {
    raise(FAULT_BAD_PACKED, ring[slotBase + ARG0_WORD]);
    return;
  }
  PACKED_CHECK_ALL
}

bool selectInner(uint inner) {
  opcode = innerOpcode(inner);
  argBase = slotBase + ARG0_WORD + packedFirst + innerOffset(inner);
  argCount = innerEnd(inner) - innerOffset(inner);
  return true;
}
#endif
