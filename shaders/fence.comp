// Settles the batch fences that wait, in the order of publication: one is ready when everything before it was claimed and nothing
// before it gave way. One invocation, after the workers.
void main() {
  if (gl_GlobalInvocationID.x != 0u) {
    return;
  }
  uint claimed = request[REQ_FIRST_POSITION] + min(state[ST_TICKET], request[REQ_COUNT]);
  uint bound = min(claimed, ~state[ST_YIELD_MAX]);
  uint controlWords = uint(control.length());
  uint next = 0u;
  for (; next < request[REQ_FENCE_COUNT]; next++) {
    uint position = request[REQ_FENCES + next];
    if (position >= bound) {
      break;
    }
    uint index = slotAt(position);
    uint base = index * SLOT_WORDS;
    // One that is not CLAIMED ended as FAULT, REFUSED or CANCELLED when its turn came.
    if (ring[base] == STATUS_CLAIMED) {
      control[EPOCH] += 1u;
      if (OBSERVABLE_BASE < controlWords) {
        control[OBSERVABLE_BASE] = ring[base + ARG0_WORD + 1u];
      }
      control[DONE_COUNT] += 1u;
      ring[base] = STATUS_DONE;
      writeCompletion(position, COMPLETION_DONE, 0u, 0u, 0u);
    }
  }
  state[ST_FENCES_DONE] = next;
}
