// The buffers of the kernel. Control, ring, debug log and IO queue keep the protocol's binding order;
// the IO queue is bound only by kernels that use it.
layout(std430, set = 0, binding = BINDING_CONTROL) coherent buffer ControlBuffer { uint control[]; };
layout(std430, set = 0, binding = BINDING_RING) coherent buffer RingBuffer { uint ring[]; };
layout(std430, set = 0, binding = BINDING_DEBUG_LOG) coherent buffer DebugLogBuffer { uint debugLog[]; };
layout(std430, set = 0, binding = BINDING_REQUEST) readonly buffer RequestBuffer { uint request[]; };
layout(std430, set = 0, binding = BINDING_STATE) coherent buffer StateBuffer { uint state[]; };
#ifdef RECORDS_STAMP_LAST
layout(std430, set = 0, binding = BINDING_COMPLETIONS) coherent buffer CompletionBuffer { uint completions[]; };
#else
layout(std430, set = 0, binding = BINDING_COMPLETIONS) writeonly buffer CompletionBuffer { uvec4 completions[]; };
#endif
layout(std430, set = 0, binding = BINDING_DOORBELL) readonly volatile buffer DoorbellBuffer { uint doorbell[]; };

#ifdef PARTITIONED
uint partitionOf(uint position) {
  return (position & ~ENTRY_STARTED) >> POSITION_BITS;
}

// What the host says of a partition.
uint partitionWord(uint part, uint word) {
  return request[PARTITION_REQUEST + part * PARTITION_WORDS + word];
}

uint sequenceAt(uint position) {
  return partitionWord(partitionOf(position), PARTITION_BASE_SEQUENCE) + (position & POSITION_MASK);
}

uint slotAt(uint position) {
  uint part = partitionOf(position);
  uint slots = partitionWord(part, PARTITION_SLOTS);
  uint index = partitionWord(part, PARTITION_BASE_SLOT) + (position & POSITION_MASK);
  return partitionWord(part, PARTITION_START) + (index < slots ? index : index % slots);
}
#else
uint sequenceAt(uint position) {
  return request[REQ_BASE_SEQUENCE] + position;
}

// Ring index of a position. A live slice goes round the ring as often as its turns allow.
uint slotAt(uint position) {
  uint index = request[REQ_BASE_SLOT] + position;
  return index < request[REQ_RING_SLOTS] ? index : index % request[REQ_RING_SLOTS];
}
#endif

void writeCompletion(uint position, uint status, uint fault, uint result0, uint result1) {
  uint index = slotAt(position);
#ifdef RECORDS_STAMP_LAST
  // The host may look while this is written, and a vector would be stored word by word: the swap keeps the order.
  uint at = index * COMPLETION_WORDS;
  completions[at + COMPLETION_STATUS] = status | fault << FAULT_SHIFT;
  completions[at + COMPLETION_RESULT0] = result0;
  completions[at + COMPLETION_RESULT1] = result1;
  atomicExchange(completions[at], sequenceAt(position));
#else
  completions[index] = uvec4(sequenceAt(position), status | fault << FAULT_SHIFT, result0, result1);
#endif
}

// First word of the task record of the slot at a position.
uint taskWord(uint position) {
  return request[REQ_TASKS] + slotAt(position) * TASK_WORDS;
}

// What only handlers that wait, or put their slots behind the others, need is left out otherwise: CPU drivers run both sides of a branch.
#ifdef HAS_WAIT
// A slot that waited and was signalled. The word goes into its task record: whoever gets the slot may have to hand it on.
uint signalledEntry(uint number) {
  uint at = REQ_SIGNALS + number * SIGNAL_WORDS;
  uint position = request[at];
  state[taskWord(position) + TASK_SIGNAL] = request[at + 1u];
  return position | ENTRY_STARTED;
}
#endif

// Number of an entry in the list of those that gave way; the turn goes round, so that the ones that nobody got to come first. Those
// that were requeued stand at the end of the list's room, the first one last.
uint listed(uint number) {
  uint inTurn = request[REQ_RESUME_COUNT];
#ifdef HAS_WAIT
  inTurn -= request[REQ_SIGNAL_COUNT];
#endif
#ifdef HAS_REQUEUE
  inTurn -= request[REQ_REQUEUE_COUNT];
  if (number >= inTurn) {
    return request[REQ_LIST_ROOM] - 1u - (number - inTurn);
  }
#endif
  uint at = request[REQ_RESUME_START] + number;
  return at >= inTurn ? at - inTurn : at;
}

// Entry of what is to be resumed: slots that were signalled, then those in the list, which counts positions from where the slice before
// began.
uint resumeEntry(uint number) {
  uint inList = number;
#ifdef HAS_WAIT
  if (number < request[REQ_SIGNAL_COUNT]) {
    return signalledEntry(number);
  }
  inList -= request[REQ_SIGNAL_COUNT];
#endif
  uint entry = state[request[REQ_LIST_IN] + listed(inList)];
#ifdef PARTITIONED
  return (entry & ~POSITION_MASK) | ((entry - partitionWord(partitionOf(entry), PARTITION_LIST_SHIFT)) & POSITION_MASK);
#else
  return (entry & ENTRY_STARTED) | (((entry & ~ENTRY_STARTED) - request[REQ_LIST_SHIFT]) & ~ENTRY_STARTED);
#endif
}

// Whether an entry still holds: a live slice also hands back tickets that nobody had published. Those are given out again.
bool entryHolds(uint entry) {
#ifdef PARTITIONED
  return (entry & ENTRY_STARTED) != 0u;
#else
  return (entry & ENTRY_STARTED) != 0u || entry < request[REQ_FIRST_POSITION];
#endif
}

// Notes a position that does not complete in this slice. The complement turns the smallest one into a maximum, so that the cleared word
// means none.
void holdFences(uint position) {
#ifdef PARTITIONED
  atomicMax(state[PARTITION_YIELD_MAX + partitionOf(position)], ~(position & POSITION_MASK));
#else
  atomicMax(state[ST_YIELD_MAX], ~position);
#endif
}

// Puts a position into the list for the next slice.
void giveWay(uint entry) {
  state[request[REQ_LIST_OUT] + atomicAdd(state[ST_YIELD_COUNT], 1u)] = entry;
  holdFences(entry & ~ENTRY_STARTED);
}

#ifdef HAS_REQUEUE
// Puts a position behind all those that give way.
void giveWayLast(uint entry) {
  state[request[REQ_LIST_OUT] + request[REQ_LIST_ROOM] - 1u - atomicAdd(state[ST_REQUEUE_COUNT], 1u)] = entry;
  holdFences(entry & ~ENTRY_STARTED);
}
#endif

#ifdef HAS_WAIT
// Leaves a position out of every list until the host has a signal for it, and tells the host that it waits: it may be looking.
void park(uint position) {
  uint index = request[REQ_RING_SLOTS] + slotAt(position);
#ifdef RECORDS_STAMP_LAST
  completions[index * COMPLETION_WORDS] = 1u;
#else
  completions[index] = uvec4(1u);
#endif
#ifdef PARTITIONED
  atomicAdd(state[PARTITION_PARKED + partitionOf(position)], 1u);
#else
  atomicAdd(state[ST_PARK_COUNT], 1u);
#endif
  holdFences(position);
}
#endif
