// The worker loop where the ring consists of partitions. An invocation takes nothing in advance: it looks at the partitions, picks the
// most urgent one that has a published slot, and moves that partition's count of claims by a compare-and-swap.
//
// A partition that waits and had no claim among the last STARVATION_THRESHOLD is overdue: the oldest one of those goes first. While slots
// wait in a partition, it gets one of any STARVATION_THRESHOLD + PARTITIONS * w claims, with w invocations. For once it is overdue, the
// other w - 1 invocations may each make the claim that they had chosen before; whoever looks afterwards takes from it, or from one that
// seems to be older, and leaves a newer mark there, so that each invocation does that once for each of the others.
uint taken[PARTITIONS]; // slots of each partition that this slice had claimed when the invocation looked
uint claims; // all of them together
uint chosen; // partition to claim from, PARTITIONS when none waits
uint chosenTaken; // slots of it that were claimed
uint chosenEntry; // position of its next one
uint chosenOverdue; // its age if it is overdue, else 0

// Claims elsewhere since the partition's latest one.
uint age(uint part) {
  uint served = state[PARTITION_SERVED + part];
  if (served == 0u) {
    return claims + partitionWord(part, PARTITION_AGE);
  }
  return claims - min(served, claims); // the mark may be newer than the counts
}

// Called for the least urgent partition first: a more urgent one replaces it, unless that one has been overdue for longer.
void look(uint part) {
  uint position = part << POSITION_BITS | (partitionWord(part, PARTITION_FIRST_POSITION) + taken[part]);
  if (taken[part] < partitionWord(part, PARTITION_COUNT) && published(position)) {
    uint overdue = age(part);
    overdue = overdue < STARVATION_THRESHOLD ? 0u : overdue;
    if (overdue >= chosenOverdue) {
      chosen = part;
      chosenTaken = taken[part];
      chosenEntry = position;
      chosenOverdue = overdue;
    }
  }
}

#define COUNT_CLAIMS(part) taken[part] = state[PARTITION_CLAIMED + part]; claims += taken[part];
#define LOOK_AT(part) look(part);

void choose() {
  claims = 0u;
  chosen = PARTITIONS;
  chosenOverdue = 0u;
  EACH_PARTITION(COUNT_CLAIMS)
  EACH_PARTITION(LOOK_AT)
}

// Claims the next slot of the chosen partition; false when another invocation was faster.
bool claimChosen() {
  if (atomicCompSwap(state[PARTITION_CLAIMED + chosen], chosenTaken, chosenTaken + 1u) != chosenTaken) {
    return false;
  }
  atomicMax(state[PARTITION_SERVED + chosen], claims + 1u); // one that comes late sets none back
  return true;
}

void main() {
  begin();
  bool live = request[REQ_LIVE] != 0u;
  // Every other invocation looks for new slots first, so that slots that go on and on hold nobody back.
  bool resuming = request[REQ_RESUME_COUNT] != 0u;
  bool newFirst = !resuming || (gl_GlobalInvocationID.x & 1u) != 0u;
  for (; turns != 0u && fuel != 0u; turns--) {
#ifdef HAS_INLINE
    inlineTurn();
    if (inlineWaits) {
      continue;
    }
#endif
    uint entry = 0u;
    bool found = false;
    if (resuming && !newFirst) {
      uint next = atomicAdd(state[ST_RESUME_TICKET], 1u);
      resuming = next < request[REQ_RESUME_COUNT];
      if (resuming) {
        entry = resumeEntry(next);
        found = entryHolds(entry);
      }
    }
    if (!found) {
      choose();
      if (chosen < PARTITIONS) {
        entry = chosenEntry;
        found = claimChosen();
      } else if (resuming && newFirst) {
        newFirst = false;
      } else if (!live || shouldEnd()) {
        break;
      }
    }
    if (found) {
      runEntry(entry);
    }
  }
  if (live) {
    state[ST_END] = 1u; // the next slice has all its invocations again
  }
#ifdef HAS_INLINE
  if (inlineWaits) {
    leaveToHost();
  }
#endif
  storeCounters();
}
