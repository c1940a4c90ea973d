// The worker loop: take a ticket, claim the slot, run it, write its completion; until there is no ticket left or
// its turns or its fuel are used up.

#ifndef PROTECTION_RAW
// Counters are added up here and stored when they change: in GUARDED no slot can read words below 160.
uint doneSlots;
uint countedOpcode;
uint countedTimes;

void flushMetrics() {
  if (countedTimes != 0u) {
    atomicAdd(control[METRICS_BASE + countedOpcode], countedTimes);
    countedTimes = 0u;
  }
}
#endif

void countOpcode() {
  if (opcode >= METRICS_SLOTS) {
    return;
  }
#ifdef PROTECTION_RAW
  atomicAdd(control[METRICS_BASE + opcode], 1u);
#else
  if (opcode != countedOpcode) {
    flushMetrics();
    countedOpcode = opcode;
  }
  countedTimes++;
#endif
}

void runOperation() {
  switch (opcode) {
SWITCH_CASES
    default:
#ifdef HAS_PROGRAMS
      // Left to the host, which runs the program between slices and says how it ended.
      if (opcode - OP_PROGRAM_FIRST < OP_PROGRAM_COUNT || (opcode & OP_TENANT_PROGRAM_MASK) == OP_TENANT_PROGRAM_FIRST) {
#ifdef HAS_INLINE
        inlineWaits = mayInline();
        outcome = COMPLETION_INLINE;
        if (inlineWaits) {
          break;
        }
#endif
        ring[slotBase] = STATUS_CLAIMED;
        outcome = COMPLETION_FENCE;
        break;
      }
#endif
#ifndef PROTECTION_RAW
      raise(FAULT_UNKNOWN_OPCODE, opcode);
#endif
      break;
  }
}

// Runs the slot's operation, or its inner operations from `place` on; a resumed operation is not counted again.
void runSlot(bool resumed) {
#ifdef HAS_PACKED_SLOT
  uint count = 1u;
  slotPacked = opcode == OP_PACKED_SLOT;
  uint first = place;
  if (slotPacked) {
    openPacked();
    count = packedCount;
  }
  place = outcome == COMPLETION_FAULT ? place : first;
  // The condition stands at the end because leaving at the start costs another turn, which some drivers count.
  uint inner = first;
  if (inner < count && outcome == COMPLETION_DONE) do {
    bool selected = true;
    place = inner;
    if (slotPacked) {
      selected = selectInner(inner);
      if (selected && !(resumed && inner == first)) {
        countOpcode();
        saved = uvec4(0u);
        signalWord = 0u;
        chargeFuel(); // a resumed one was charged: it goes on whatever little fuel a slice has
      }
      result0 = 0u;
      result1 = 0u;
    }
    if (selected) {
      runOperation();
    }
    inner++;
  } while (inner < count && outcome == COMPLETION_DONE);
  if (slotPacked && outcome == COMPLETION_DONE) {
    result0 = 0u;
    result1 = 0u;
  }
#else
  runOperation();
#endif
}

void readHead() {
  opcode = ring[slotBase + OPCODE_WORD];
  slotTenant = ring[slotBase + TENANT_WORD];
}

#ifdef PROTECTION_RAW
bool authorised() {
  uint entry = control[TENANT_BASE] + slotTenant;
  return loadWord(entry) != 0u;
}
#endif

// Claims a slot that never ran; false when it is complete without having run.
bool claim() {
#ifdef RING_STATUS
#ifdef PROTECTION_RAW
  readHead();
  if (control[SHUTDOWN] != 0u || !authorised()) {
    writeCompletion(slotPosition, COMPLETION_REFUSED, 0u, 0u, 0u);
    return false;
  }
#else
  // Nothing is claimed after a shutdown, even where the ticket was taken before; the host cancels it.
  if (state[ST_SHUTDOWN] != 0u) {
    return false;
  }
#endif
  bool published = atomicCompSwap(ring[slotBase], STATUS_PUBLISHED, STATUS_CLAIMED) == STATUS_PUBLISHED;
  readHead();
#else
  // The ticket is this invocation's alone: no swap is needed. All that is read here comes in one round trip.
  uint status = ring[slotBase];
  readHead();
  firstArgs = uvec4(ring[argBase], ring[argBase + 1u], ring[argBase + ARG2], ring[argBase + ARG3]);
  bool over = state[ST_SHUTDOWN] != 0u;
  if (over) {
    return false;
  }
  bool published = status == STATUS_PUBLISHED;
  state[request[REQ_CLAIMS] + gl_GlobalInvocationID.x] = slotBase / SLOT_WORDS + 1u;
#endif
  // A producer that failed half way leaves its slot EMPTY; its ticket still has to be answered.
  if (!published) {
    writeCompletion(slotPosition, COMPLETION_CANCELLED, 0u, 0u, 0u);
    return false;
  }
  countOpcode();
#ifdef PARTITIONED
  atomicAdd(control[PRIORITY_FAIRNESS_BASE + partitionOf(slotPosition)], 1u);
#endif
#ifndef PROTECTION_RAW
  enterTenant();
#endif
  return true;
}

// A slot's status in the ring. In a live slice a store that came late would hit the slot's next use: on a GPU the status is only kept up
// where somebody reads it.
void setStatus(uint status) {
#ifdef RING_STATUS
  ring[slotBase] = status;
#endif
}

#ifdef MAY_GIVE_WAY
void restoreTask() {
  uint task = taskWord(slotPosition);
  saved = uvec4(state[task], state[task + SAVED_1], state[task + SAVED_2], state[task + SAVED_3]);
  place = state[task + TASK_INNER];
#ifdef HAS_WAIT
  signalWord = state[task + TASK_SIGNAL];
#endif
#ifndef RING_STATUS
  firstArgs = uvec4(ring[argBase], ring[argBase + 1u], ring[argBase + ARG2], ring[argBase + ARG3]);
#endif
  setStatus(STATUS_CLAIMED);
#ifndef PROTECTION_RAW
  enterWindow();
#endif
}

// What becomes of a slot that is saved: its status, and the list that it goes into, if any.
void leave() {
#ifdef HAS_WAIT
  if (outcome == COMPLETION_WAITING) {
    setStatus(STATUS_WAIT_IO);
    park(slotPosition);
    return;
  }
#endif
#ifdef HAS_REQUEUE
  if (outcome == COMPLETION_REQUEUED) {
    setStatus(STATUS_REQUEUE);
    giveWayLast(slotPosition | ENTRY_STARTED);
    return;
  }
#endif
  setStatus(STATUS_YIELD);
  giveWay(slotPosition | ENTRY_STARTED);
}

// Saves a slot that ran out of fuel, gives way or waits; one that has used up its whole budget ends here.
void saveTask(bool resumed, uint fuelAtStart) {
  uint task = taskWord(slotPosition);
  uint before = resumed ? state[task + TASK_FUEL_USED] : 0u;
  uint used = before + max(fuelAtStart - fuel, 1u);
  if (used > request[REQ_SLOT_BUDGET]) {
    raise(FAULT_FUEL, opcode);
    return;
  }
  state[task] = saved.x;
  state[task + SAVED_1] = saved.y;
  state[task + SAVED_2] = saved.z;
  state[task + SAVED_3] = saved.w;
  state[task + TASK_INNER] = place;
  state[task + TASK_FUEL_USED] = used;
#ifdef HAS_WAIT
  state[task + TASK_SIGNAL] = signalWord;
#endif
  leave();
}

#endif

// Whoever sees the completion sees what the slot stored. On a CPU the swap that writes the stamp keeps that order, and lavapipe 22.3.6
// loses invocations at memory barriers when others of the workgroup have ended.
void storesBeforeCompletion() {
#ifdef RECORDS_WHOLE
#ifndef RING_STATUS
  if (stored) {
    memoryBarrierBuffer();
  }
#else
  memoryBarrierBuffer();
#endif
#endif
}

void finish() {
  if (outcome == COMPLETION_DONE) {
#ifdef PROTECTION_RAW
    atomicAdd(control[DONE_COUNT], 1u);
#else
    doneSlots++;
#endif
    setStatus(STATUS_DONE);
  } else {
    setStatus(STATUS_FAULT);
    result0 = place;
    result1 = faultWord;
  }
  storesBeforeCompletion();
  writeCompletion(slotPosition, outcome, faultCode, result0, result1);
}

void runEntry(uint entry) {
#ifdef MAY_GIVE_WAY
  bool resumed = (entry & ENTRY_STARTED) != 0u;
#else
  const bool resumed = false;
#endif
  uint fuelAtStart = fuel;
  slotPosition = entry & ~ENTRY_STARTED;
  slotBase = slotAt(slotPosition) * SLOT_WORDS;
  slotPacked = false;
  argBase = slotBase + ARG0_WORD;
  argCount = ARGS_PER_SLOT;
  outcome = COMPLETION_DONE;
  faultCode = 0u;
  result0 = 0u;
  result1 = 0u;
  place = 0u;
  saved = uvec4(0u);
  signalWord = 0u;
  stored = false;
  bool runs = true;
#ifdef MAY_GIVE_WAY
  if (resumed) {
    readHead();
    restoreTask();
  } else {
    runs = claim();
  }
#else
  runs = claim();
#endif
  if (runs && outcome == COMPLETION_DONE) {
    runSlot(resumed);
  }
#ifdef MAY_GIVE_WAY
  if (outcome >= COMPLETION_PENDING && outcome != COMPLETION_FENCE && outcome != COMPLETION_INLINE) {
    saveTask(resumed, fuelAtStart);
  }
#endif
  if (runs && outcome < COMPLETION_PENDING) {
    finish();
  }
  if (outcome >= COMPLETION_PENDING && outcome != COMPLETION_WAITING && outcome != COMPLETION_INLINE) {
    state[ST_END] = 1u; // it waits for the end of the slice
  }
}

// Whether a slot that never ran was published. Where slices are live, its producer stamps it, in any order with others.
bool published(uint position) {
  return request[REQ_STAMPS] == 0u || doorbell[DOORBELL_STAMPS + slotAt(position)] == sequenceAt(position);
}

// Whether an invocation of a live slice that finds nothing to do goes home: when the host wants the device back, or something waits
// for the next slice.
bool shouldEnd() {
  return (turns & END_LOOK_MASK) == 0u && (doorbell[DOORBELL_STOP] != 0u || state[ST_END] != 0u);
}

void storeCounters() {
#ifndef PROTECTION_RAW
  flushMetrics();
  if (doneSlots != 0u) {
    atomicAdd(control[DONE_COUNT], doneSlots);
    doneSlots = 0u;
  }
#endif
}

void begin() {
  controlWords = uint(control.length());
#ifdef HAS_INLINE
  inlineBegin();
#endif
  fuel = request[REQ_FUEL];
  turns = request[REQ_TURNS];
#ifndef PROTECTION_RAW
  doneSlots = 0u;
  countedOpcode = 0u;
  countedTimes = 0u;
#endif
}

#ifndef PARTITIONED
void main() {
  begin();
  bool live = request[REQ_LIVE] != 0u;
  // Every other invocation looks for new slots first, so that slots that go on and on hold nobody back.
  bool resuming = request[REQ_RESUME_COUNT] != 0u;
  bool newFirst = !resuming || (gl_GlobalInvocationID.x & 1u) != 0u;
  uint ticket = 0u;
  uint chunkEnd = 0u;
  uint stampAt = 0u; // where the stamp of the ticket's slot is looked for, and which it has to be
  uint stamp = 0u;
  bool stamps = request[REQ_STAMPS] != 0u;
  bool looking = false;
  bool holding = false;
  uint held = 0u; // a position that the slice before handed on, and that may not be published yet
  for (; turns != 0u && fuel != 0u; turns--) {
#ifdef HAS_INLINE
    inlineTurn();
    if (inlineWaits) {
      continue;
    }
#endif
    uint entry = 0u;
    bool found = false;
    if (resuming && !newFirst && !holding) {
      uint next = atomicAdd(state[ST_RESUME_TICKET], 1u);
      resuming = next < request[REQ_RESUME_COUNT];
      if (resuming) {
        entry = resumeEntry(next);
        found = (entry & ENTRY_STARTED) != 0u;
        holding = !found && entryHolds(entry);
        held = entry;
      }
    }
    if (!found && holding && published(held)) {
      entry = held;
      found = true;
      holding = false;
    }
    if (!found) {
      if (ticket == chunkEnd) {
        ticket = atomicAdd(state[ST_TICKET], request[REQ_CHUNK]);
        chunkEnd = ticket + request[REQ_CHUNK];
      }
      if (stamps && !looking) {
        uint position = request[REQ_FIRST_POSITION] + ticket;
        stampAt = DOORBELL_STAMPS + slotAt(position);
        stamp = sequenceAt(position);
        looking = true;
      }
      if ((live || ticket < request[REQ_COUNT]) && (!stamps || doorbell[stampAt] == stamp)) {
        entry = request[REQ_FIRST_POSITION] + ticket;
        ticket++;
        found = true;
        looking = false;
      } else if (resuming && (newFirst || !holding)) {
        newFirst = false;
      } else if (!live || shouldEnd()) {
        break;
      }
    }
    if (found) {
      runEntry(entry);
    }
  }
  // What was not used is handed on, in a live slice also tickets whose slots were not published, because they may be by now.
  uint last = live ? chunkEnd : min(chunkEnd, request[REQ_COUNT]);
  if (live) {
    state[ST_END] = 1u; // nobody else would look at this invocation's tickets
  }
  if (holding) {
    giveWay(held);
  }
  for (; ticket < last; ticket++) {
    giveWay(request[REQ_FIRST_POSITION] + ticket);
  }
#ifdef HAS_INLINE
  if (inlineWaits) {
    leaveToHost();
  }
#endif
  storeCounters();
}
#endif
