// Small grids of compiled programs, run by the workers themselves: whoever claims the slot puts its grid on the board, and all invocations
// that look take parts of it. Nobody waits for anybody: who put it there takes parts until none is left, and whoever ends the last
// one completes the slot. Such programs have neither loops nor anything that can trap, and their invocations know nothing of each other.
bool inlineWaits; // the slot at hand is claimed, and its grid is to be put on the board
uint inlineAt; // its entry in the table
uint inlineTotal; // its invocations
uvec3 inlineExtent; // along each axis

void inlineBegin() {
  inlineWaits = false;
  inlineAt = 0u;
  inlineTotal = 0u;
  inlineExtent = uvec3(0u);
}

// Whether workers run the claimed slot: its binding set is in the table, and its grid is small.
bool mayInline() {
  uint binding = argument(0u);
  inlineAt = INLINE_TABLE + (binding & INLINE_ENTRY_MASK) * INLINE_ENTRY_WORDS;
  uint most = inlined[inlineAt + INLINE_MOST_GROUPS];
  uvec3 grid = uvec3(argument(1u), argument(ARG2), argument(ARG3));
  uvec3 size = uvec3(inlined[inlineAt + INLINE_SIZE_X], inlined[inlineAt + INLINE_SIZE_Y], inlined[inlineAt + INLINE_SIZE_Z]);
  inlineExtent = grid * size;
  inlineTotal = inlineExtent.x * inlineExtent.y * inlineExtent.z;
  // The most is so small that no product of two overflows.
  bool fits = max(grid.x, max(grid.y, grid.z)) <= most;
  fits = fits && grid.x * grid.y <= most;
  fits = fits && grid.x * grid.y * grid.z <= most && inlineTotal != 0u;
  return fits && inlined[inlineAt + INLINE_BINDING] == binding && inlined[inlineAt + INLINE_OPCODE] == opcode;
}

uint inlinePart() {
  return clamp(inlineTotal / INLINE_LEAST_PARTS, 1u, INLINE_MOST_PART);
}

void leaveToHost() {
  ring[slotBase] = STATUS_CLAIMED;
  state[ST_END] = 1u;
  inlineWaits = false;
}

void inlineOrder() {
#ifdef RECORDS_WHOLE
  memoryBarrierBuffer();
#endif
}

// Puts the slot's grid on the board when that is free. Who does must have the fuel for all of it.
void postInline() {
  uint part = inlinePart();
  uint parts = (inlineTotal + part - 1u) / part;
  if (fuel <= inlineTotal + (parts + 1u) * INLINE_PART_FUEL + INLINE_LEAST_FUEL) {
    leaveToHost();
  } else if (atomicCompSwap(inlined[INLINE_OWNER], 0u, 1u) == 0u) {
    inlined[INLINE_AT] = inlineAt;
    inlined[INLINE_POSITION] = slotPosition;
    inlined[INLINE_TOTAL] = inlineTotal;
    inlined[INLINE_PART] = part;
    inlined[INLINE_EXTENT_X] = inlineExtent.x;
    inlined[INLINE_EXTENT_Y] = inlineExtent.y;
    inlined[INLINE_DONE] = 0u;
    inlineOrder();
    atomicExchange(inlined[INLINE_TICKET], parts << INLINE_PARTS_SHIFT);
    inlineWaits = false;
  }
}

bool partsLeft(uint word) {
  return (word & INLINE_NEXT_MASK) < word >> INLINE_PARTS_SHIFT;
}

void finish();

// The invocation may have claimed another slot, whose grid waits for the board.
void finishInline() {
  uint keptPosition = slotPosition;
  uint keptBase = slotBase;
  slotPosition = inlined[INLINE_POSITION];
  slotBase = slotAt(slotPosition) * SLOT_WORDS;
  outcome = COMPLETION_DONE;
  faultCode = 0u;
  result0 = 0u;
  result1 = 0u;
  stored = true;
  atomicExchange(inlined[INLINE_OWNER], 0u);
  finish();
  slotPosition = keptPosition;
  slotBase = keptBase;
}

// Takes parts of the grid on the board until there is none left. A part that was taken keeps its grid on the board.
void helpInline() {
  bool more = partsLeft(inlined[INLINE_TICKET]) && fuel > INLINE_LEAST_FUEL;
  for (; more;) {
    uint ticket = atomicAdd(inlined[INLINE_TICKET], 1u);
    uint size = 0u;
    uint total = 0u;
    uint number = 0u;
    uvec3 extent = uvec3(0u);
    if (partsLeft(ticket)) {
      uint at = inlined[INLINE_AT];
      uint part = inlined[INLINE_PART];
      uint first = (ticket & INLINE_NEXT_MASK) * part;
      total = inlined[INLINE_TOTAL];
      size = min(part, total - first);
      extent = uvec3(inlined[INLINE_EXTENT_X], inlined[INLINE_EXTENT_Y], 0u);
      inlineId = uvec3(first % extent.x, first / extent.x % extent.y, first / (extent.x * extent.y));
      number = inlined[at + INLINE_NUMBER];
      fusedZero = inlined[at + INLINE_ZERO];
      INLINE_LOAD_BUFFERS
    }
    fusedAlive = true;
    for (uint left = size; left != 0u; left--) {
      INLINE_RUN
      inlineId.x++;
      bool row = inlineId.x == extent.x;
      inlineId.x = row ? 0u : inlineId.x;
      inlineId.y += row ? 1u : 0u;
      bool plane = inlineId.y == extent.y;
      inlineId.y = plane ? 0u : inlineId.y;
      inlineId.z += plane ? 1u : 0u;
    }
    fuel -= size + INLINE_PART_FUEL;
    if (size != 0u) {
      inlineOrder();
      if (atomicAdd(inlined[INLINE_DONE], size) + size == total) {
        finishInline();
      }
    }
    more = size != 0u && fuel > INLINE_LEAST_FUEL;
  }
}

// Once a turn.
void inlineTurn() {
  if (inlineWaits) {
    postInline();
  }
  helpInline();
}
