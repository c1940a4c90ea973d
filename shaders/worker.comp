// The worker loop: take a ticket, claim the slot, run it, write its completion; until there is no ticket left or
// the fuel is used up.

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
  // At most PACKED_MAX_OPS turns; the fuel that a slice keeps in reserve covers them.
  for (uint inner = first; inner < count && outcome == COMPLETION_DONE; inner++) {
    bool selected = true;
    place = inner;
    if (slotPacked) {
      selected = selectInner(inner);
      if (selected && !(resumed && inner == first)) {
        countOpcode();
        saved = uvec4(0u);
      }
      chargeFuel();
      result0 = 0u;
      result1 = 0u;
    }
    if (selected) {
      runOperation();
    }
  }
  if (slotPacked && outcome == COMPLETION_DONE) {
    result0 = 0u;
    result1 = 0u;
  }
#else
  runOperation();
#endif
}

#ifdef PROTECTION_RAW
bool authorised() {
  uint entry = control[TENANT_BASE] + slotTenant;
  return loadWord(entry) != 0u;
}
#endif

// Claims a slot that never ran; false when it is complete without having run.
bool claim() {
#ifdef PROTECTION_RAW
  if (control[SHUTDOWN] != 0u || !authorised()) {
    writeCompletion(slotIndex, COMPLETION_REFUSED, 0u, 0u, 0u);
    return false;
  }
#else
  // Nothing is claimed after a shutdown, even where the ticket was taken before; the host cancels it.
  if (state[ST_SHUTDOWN] != 0u) {
    return false;
  }
#endif
  // A producer that failed half way leaves its slot EMPTY; its ticket still has to be answered.
  if (atomicCompSwap(ring[slotBase], STATUS_PUBLISHED, STATUS_CLAIMED) != STATUS_PUBLISHED) {
    writeCompletion(slotIndex, COMPLETION_CANCELLED, 0u, 0u, 0u);
    return false;
  }
  countOpcode();
#ifndef PROTECTION_RAW
  enterTenant();
#endif
  return true;
}

uint taskWord() {
  return request[REQ_RING_SLOTS] * TASKS_AFTER_LISTS + ST_LISTS + slotIndex * TASK_WORDS;
}

void restoreTask() {
  uint task = taskWord();
  saved = uvec4(state[task], state[task + SAVED_1], state[task + SAVED_2], state[task + SAVED_3]);
  place = state[task + TASK_INNER];
  ring[slotBase] = STATUS_CLAIMED;
#ifndef PROTECTION_RAW
  enterWindow();
#endif
}

// Saves a slot that ran out of fuel; one that has used up its whole budget ends here.
void saveTask(bool resumed, uint fuelAtStart) {
  uint task = taskWord();
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
  ring[slotBase] = STATUS_YIELD;
  giveWay(slotIndex | ENTRY_STARTED);
}

void finish() {
  if (outcome == COMPLETION_DONE) {
#ifdef PROTECTION_RAW
    atomicAdd(control[DONE_COUNT], 1u);
#else
    doneSlots++;
#endif
    ring[slotBase] = STATUS_DONE;
  } else {
    ring[slotBase] = STATUS_FAULT;
    result0 = place;
    result1 = faultWord;
  }
  writeCompletion(slotIndex, outcome, faultCode, result0, result1);
}

void runEntry(uint entry) {
  bool resumed = (entry & ENTRY_STARTED) != 0u;
  uint fuelAtStart = fuel;
  slotIndex = entry & ~ENTRY_STARTED;
  slotBase = slotIndex * SLOT_WORDS;
  opcode = ring[slotBase + OPCODE_WORD];
  slotTenant = ring[slotBase + TENANT_WORD];
  slotPacked = false;
  argBase = slotBase + ARG0_WORD;
  argCount = ARGS_PER_SLOT;
  outcome = COMPLETION_DONE;
  faultCode = 0u;
  result0 = 0u;
  result1 = 0u;
  place = 0u;
  saved = uvec4(0u);
  bool runs = true;
  if (resumed) {
    restoreTask();
  } else {
    runs = claim();
  }
  if (runs && outcome == COMPLETION_DONE) {
    runSlot(resumed);
  }
  if (outcome == COMPLETION_PENDING) {
    saveTask(resumed, fuelAtStart);
  }
  if (runs && outcome < COMPLETION_PENDING) {
    finish();
  }
}

void main() {
  controlWords = uint(control.length());
  fuel = request[REQ_FUEL];
#ifndef PROTECTION_RAW
  doneSlots = 0u;
  countedOpcode = 0u;
  countedTimes = 0u;
#endif
  // Every other invocation looks for new slots first, so that slots that go on and on hold nobody back.
  bool resuming = request[REQ_RESUME_COUNT] != 0u;
  bool resumeLater = resuming && (gl_GlobalInvocationID.x & 1u) != 0u;
  resuming = resuming && !resumeLater;
  uint ticket = 0u;
  uint chunkEnd = 0u;
  while (chargeFuel()) {
    uint entry = 0u;
    if (resuming) {
      uint next = atomicAdd(state[ST_RESUME_TICKET], 1u);
      resuming = next < request[REQ_RESUME_COUNT];
      if (!resuming) {
        continue;
      }
      entry = resumeEntry(next);
    } else {
      if (ticket == chunkEnd) {
        ticket = atomicAdd(state[ST_TICKET], request[REQ_CHUNK]);
        chunkEnd = min(ticket + request[REQ_CHUNK], request[REQ_COUNT]);
        if (ticket >= request[REQ_COUNT]) {
          chunkEnd = ticket;
          if (!resumeLater) {
            break;
          }
          resuming = true;
          resumeLater = false;
          continue;
        }
      }
      entry = slotAt(request[REQ_FIRST_POSITION] + ticket);
      ticket++;
    }
    runEntry(entry);
  }
  // Tickets of a chunk that the fuel did not reach are handed on; the reserve covers these turns.
  for (; ticket < chunkEnd; ticket++) {
    giveWay(slotAt(request[REQ_FIRST_POSITION] + ticket));
  }
#ifndef PROTECTION_RAW
  flushMetrics();
  if (doneSlots != 0u) {
    atomicAdd(control[DONE_COUNT], doneSlots);
  }
#endif
}
