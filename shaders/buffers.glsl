// The buffers of the kernel. Control, ring, debug log and IO queue keep the protocol's binding order;
// the IO queue is bound only by kernels that use it.
layout(std430, set = 0, binding = BINDING_CONTROL) coherent buffer ControlBuffer { uint control[]; };
layout(std430, set = 0, binding = BINDING_RING) coherent buffer RingBuffer { uint ring[]; };
layout(std430, set = 0, binding = BINDING_DEBUG_LOG) coherent buffer DebugLogBuffer { uint debugLog[]; };
layout(std430, set = 0, binding = BINDING_REQUEST) readonly buffer RequestBuffer { uint request[]; };
layout(std430, set = 0, binding = BINDING_STATE) coherent buffer StateBuffer { uint state[]; };
layout(std430, set = 0, binding = BINDING_COMPLETIONS) writeonly buffer CompletionBuffer { uvec4 completions[]; };

// Ring index of a position; at most one lap is outstanding, so one subtraction is enough.
uint slotAt(uint position) {
  uint index = request[REQ_BASE_SLOT] + position;
  return index >= request[REQ_RING_SLOTS] ? index - request[REQ_RING_SLOTS] : index;
}

uint positionOf(uint index) {
  uint base = request[REQ_BASE_SLOT];
  return index >= base ? index - base : index + request[REQ_RING_SLOTS] - base;
}

void writeCompletion(uint index, uint status, uint fault, uint result0, uint result1) {
  uint stamp = request[REQ_BASE_SEQUENCE] + positionOf(index);
  completions[index] = uvec4(stamp, status | fault << FAULT_SHIFT, result0, result1);
}

// Entry of the list of slots to resume; the turn goes round, so that the ones that nobody got to come first.
uint resumeEntry(uint number) {
  uint entry = request[REQ_RESUME_START] + number;
  return state[request[REQ_LIST_IN] + (entry >= request[REQ_RESUME_COUNT] ? entry - request[REQ_RESUME_COUNT] : entry)];
}

// Puts a slot into the list for the next slice.
void giveWay(uint entry) {
  state[request[REQ_LIST_OUT] + atomicAdd(state[ST_YIELD_COUNT], 1u)] = entry;
  // The complement turns the smallest position into a maximum, so that the cleared word means none.
  atomicMax(state[ST_YIELD_MAX], ~positionOf(entry & ~ENTRY_STARTED));
}
