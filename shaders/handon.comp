// Hands on the slots to resume that the workers' fuel did not reach. One invocation for each entry, after the workers: a loop over
// as many as the ring holds could be cut off.
void main() {
  uint number = gl_GlobalInvocationID.x;
  if (number >= state[ST_RESUME_TICKET] && number < request[REQ_RESUME_COUNT]) {
    uint entry = resumeEntry(number);
    if (entryHolds(entry)) {
      giveWay(entry);
      atomicAdd(state[ST_HANDED_ON], 1u);
    }
  }
}
