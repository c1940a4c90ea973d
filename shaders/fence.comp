// Settles the batch fences that wait, in the order of publication: one is ready when everything before it in its partition was
// claimed and nothing before it gave way. One invocation, after the workers.
void settle(uint position) {
  uint base = slotAt(position) * SLOT_WORDS;
  // One that is not CLAIMED ended as FAULT, REFUSED or CANCELLED when its turn came.
  if (ring[base] == STATUS_CLAIMED) {
    control[EPOCH] += 1u;
    if (OBSERVABLE_BASE < uint(control.length())) {
      control[OBSERVABLE_BASE] = ring[base + ARG0_WORD + 1u];
    }
    control[DONE_COUNT] += 1u;
    ring[base] = STATUS_DONE;
    writeCompletion(position, COMPLETION_DONE, 0u, 0u, 0u);
  }
}

// Settles the fences that lie below a position; returns how many those are.
uint settleBelow(uint bound, uint first, uint count, uint part) {
  uint next = 0u;
  for (; next < count && request[REQ_FENCES + first + next] < bound; next++) {
    settle(part | request[REQ_FENCES + first + next]);
  }
  return next;
}

void main() {
  if (gl_GlobalInvocationID.x != 0u) {
    return;
  }
#ifdef PARTITIONED
  for (uint part = 0u; part < PARTITIONS; part++) {
    uint claimed = partitionWord(part, PARTITION_FIRST_POSITION) + state[PARTITION_CLAIMED + part];
    uint bound = min(claimed, ~state[PARTITION_YIELD_MAX + part]);
    uint count = partitionWord(part, PARTITION_FENCE_COUNT);
    uint settled = settleBelow(bound, part * PARTITION_FENCES, count, part << POSITION_BITS);
    state[PARTITION_FENCES_DONE + part] = settled;
  }
#else
  uint claimed = request[REQ_FIRST_POSITION] + min(state[ST_TICKET], request[REQ_COUNT]);
  state[ST_FENCES_DONE] = settleBelow(min(claimed, ~state[ST_YIELD_MAX]), 0u, request[REQ_FENCE_COUNT], 0u);
#endif
}
