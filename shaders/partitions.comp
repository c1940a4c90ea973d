// The worker loop where the ring consists of partitions. An invocation takes nothing in advance: it looks at the partitions, picks the
// most urgent one that has a published slot, and moves that partition's count of claims by a compare-and-swap.
//
// One that waits and had no claim among the last STARVATION_THRESHOLD goes before all others, so that none starves. With one
// invocation, a partition that waits gets one of any STARVATION_THRESHOLD + PARTITIONS claims. Each further invocation may have looked
// before it became overdue, and may take one slot more from each overdue partition whose mark is still on its way.
uint taken[PARTITIONS]; // slots of each partition that this slice had claimed when the invocation looked
uint claims; // all of them together
uint chosen; // partition to claim from, PARTITIONS when none waits
uint chosenTaken; // slots of it that were claimed
uint chosenEntry; // position of its next one
bool chosenOverdue;

bool overdue(uint part) {
  uint served = state[PARTITION_SERVED + part];
  // The mark may be newer than the counts.
  int age = served == 0u ? int(claims + partitionWord(part, PARTITION_AGE)) : int(claims - served);
  return age >= int(STARVATION_THRESHOLD);
}

// Called for the least urgent partition first: a more urgent one replaces it, unless that is overdue and this one is not.
void look(uint part) {
  uint position = part << POSITION_BITS | (partitionWord(part, PARTITION_FIRST_POSITION) + taken[part]);
  if (taken[part] < partitionWord(part, PARTITION_COUNT) && published(position)) {
    bool late = overdue(part);
    if (late || !chosenOverdue) {
      chosen = part;
      chosenTaken = taken[part];
      chosenEntry = position;
      chosenOverdue = late;
    }
  }
}

#define COUNT_CLAIMS(part) taken[part] = state[PARTITION_CLAIMED + part]; claims += taken[part];
#define LOOK_AT(part) look(part);

void choose() {
  claims = 0u;
  chosen = PARTITIONS;
  chosenOverdue = false;
  EACH_PARTITION(COUNT_CLAIMS)
  EACH_PARTITION(LOOK_AT)
}

// Claims the next slot of the chosen partition; false when another invocation was faster.
bool claimChosen() {
  if (atomicCompSwap(state[PARTITION_CLAIMED + chosen], chosenTaken, chosenTaken + 1u) != chosenTaken) {
    return false;
  }
  state[PARTITION_SERVED + chosen] = claims + 1u;
  return true;
}

void main() {
  begin();
  bool live = request[REQ_LIVE] != 0u;
  // Every other invocation looks for new slots first, so that slots that go on and on hold nobody back.
  bool resuming = request[REQ_RESUME_COUNT] != 0u;
  bool newFirst = !resuming || (gl_GlobalInvocationID.x & 1u) != 0u;
  for (; turns != 0u && fuel != 0u; turns--) {
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
  storeCounters();
}
