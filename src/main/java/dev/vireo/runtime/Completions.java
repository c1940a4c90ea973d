package dev.vireo.runtime;

import dev.vireo.protocol.CompletionExpiredException;
import java.lang.invoke.VarHandle;

/**
 * How slots ended, for threads that ask, wait or listen. In live mode they look at the record that
 * the running kernel writes, before the pump takes it. Safe for use by any number of threads.
 */
final class Completions {
  private static final int POLLS_PER_HELP = 16;
  private static final int WATCH_LOOKS = 500; // about 20 µs

  private final Partitions partitions;
  private final Pump pump;
  private final Slices slices;
  private final Life life;
  private final boolean live;
  private final long firstSequence;
  private int polls;

  Completions(Partitions partitions, Pump pump, Slices slices, Life life, long firstSequence) {
    this.partitions = partitions;
    this.pump = pump;
    this.life = life;
    this.slices = slices;
    this.live = slices.canLive();
    this.firstSequence = firstSequence;
  }

  /** Returns the completion's status word, or 0 while there is none. Allocates nothing. */
  int status(Partition partition, long sequence) {
    Outstanding outstanding = partition.outstanding();
    CompletionStore store = outstanding.store();
    int status = store.status(sequence);
    if (status != 0) {
      return status;
    }
    check(partition, sequence);
    if (live) {
      status = recordedStatus(partition, sequence);
      if (status != 0) {
        outstanding.seen(sequence);
        return status;
      }
    }
    // The pump stores a completion, then moves the prefix or fails: what is older is read first.
    RuntimeException failure = outstanding.failure();
    boolean settled = sequence < outstanding.prefix();
    status = store.status(sequence);
    if (status != 0) {
      return status;
    }
    if (settled) {
      throw store.expired(sequence);
    }
    if (failure != null) {
      throw failure;
    }
    // Who polls and never waits has the completions taken all the same. The count may miss some.
    if (++polls % POLLS_PER_HELP == 0) {
      help();
    }
    return 0;
  }

  private void help() {
    StackReserve.check();
    pump.help();
  }

  /**
   * Looks at the record that a running kernel writes. Whoever has seen it once sees it until it is
   * taken: others may hold that up, because slots are taken in order.
   *
   * @return the status word; 0 also when the completion is not there, or was taken
   */
  private int recordedStatus(Partition partition, long sequence) {
    Outstanding outstanding = partition.outstanding();
    int cell = outstanding.cells().enter(sequence);
    if (cell < 0) {
      help();
      return 0;
    }
    try {
      // The memory is there as long as a cell is taken and nothing was freed before.
      if (life.closed() || sequence < outstanding.prefix()) {
        return 0;
      }
      int status = partition.records().status(sequence);
      VarHandle.loadLoadFence();
      return stillHolds(partition, sequence) ? status : 0;
    } finally {
      outstanding.cells().leave(cell);
    }
  }

  /**
   * Returns whether a record that was just read tells of this slot: its slot may be in use again,
   * or the ring may have moved, where the pump alone knows how it ended; or it is a fence, whose
   * results the pump adds.
   */
  private static boolean stillHolds(Partition partition, long sequence) {
    return sequence >= partition.outstanding().prefix()
        && sequence >= partition.moved()
        && !partition.fence(sequence);
  }

  /**
   * Returns both result words of a slot that has completed, the first in the low half. Allocates
   * nothing.
   */
  long results(Partition partition, long sequence) {
    if (status(partition, sequence) == 0) {
      throw new IllegalStateException(
          "the slot with sequence "
              + sequence
              + " has not completed; poll its status or await it first");
    }
    return live
        ? recordedResults(partition, sequence)
        : partition.outstanding().store().results(sequence);
  }

  private long recordedResults(Partition partition, long sequence) {
    Outstanding outstanding = partition.outstanding();
    CompletionStore store = outstanding.store();
    int cell = -1;
    while (!store.has(sequence) && cell < 0) {
      cell = outstanding.cells().enter(sequence);
      if (cell < 0) {
        help(); // all cells are taken: the pump gets there
      }
    }
    if (cell >= 0) {
      try {
        if (!life.closed() && sequence >= outstanding.prefix()) {
          long results = CompletionRecords.resultsAt(partition.records().record(sequence));
          VarHandle.loadLoadFence();
          if (stillHolds(partition, sequence)) {
            return results;
          }
        }
      } finally {
        outstanding.cells().leave(cell);
      }
    }
    return store.results(sequence);
  }

  /**
   * Waits until the slot has completed.
   *
   * @param nanos most nanoseconds to wait; {@link Long#MAX_VALUE} for ever
   * @return how it ended, or null when the time is over
   */
  Ended await(Partition partition, long sequence, long nanos) throws InterruptedException {
    Waiters cells = partition.outstanding().cells();
    int cell = cells.enter(sequence);
    if (cell < 0) {
      return awaitAsListener(partition, sequence, nanos);
    }
    try {
      return awaitInCell(partition, sequence, nanos, cell);
    } finally {
      cells.leave(cell);
    }
  }

  private Ended awaitInCell(Partition partition, long sequence, long nanos, int cell)
      throws InterruptedException {
    Outstanding outstanding = partition.outstanding();
    long start = System.nanoTime();
    check(partition, sequence);
    Ended ended = live && nanos > 0 ? watch(partition, sequence) : null;
    if (ended == null) {
      StackReserve.check(); // threads that wait take turns of the pump's
      ended = look(partition, sequence, cell);
    }
    while (ended == null) {
      Spin spin = outstanding.spin(nanos);
      try {
        while (ended == null && (pump.awaitProgram(left(nanos, start)) || spin.on())) {
          ended = look(partition, sequence, cell);
        }
      } finally {
        outstanding.spun();
      }
      if (ended == null) {
        if (!outstanding.awaitSettled(sequence, left(nanos, start))) {
          return look(partition, sequence, cell);
        }
        ended = look(partition, sequence, cell);
      }
    }
    return ended;
  }

  private static long left(long nanos, long start) {
    return nanos == Long.MAX_VALUE ? nanos : nanos - (System.nanoTime() - start);
  }

  /** Looks at nothing but the record for a few microseconds, in which a running kernel answers. */
  private Ended watch(Partition partition, long sequence) {
    Ended ended = null;
    for (int i = 0; i < WATCH_LOOKS && ended == null && slices.running(); i++) {
      ended = recorded(partition, sequence);
      if (ended == null) {
        Thread.onSpinWait();
      }
    }
    return ended;
  }

  /**
   * Returns what the record says, in a cell; null when the completion is not there or was taken.
   */
  private Ended recorded(Partition partition, long sequence) {
    Outstanding outstanding = partition.outstanding();
    if (life.closed() || sequence < outstanding.prefix()) {
      return null;
    }
    long record = partition.records().record(sequence);
    int status = CompletionRecords.status(record, sequence);
    if (status == 0) {
      return null;
    }
    long results = CompletionRecords.resultsAt(record);
    VarHandle.loadLoadFence();
    if (!stillHolds(partition, sequence)) {
      return null;
    }
    outstanding.seen(sequence);
    return new Ended(status, results);
  }

  /** Returns how the slot ended, or null when it has not. */
  private Ended look(Partition partition, long sequence, int cell) {
    Outstanding outstanding = partition.outstanding();
    Ended recorded = live ? recorded(partition, sequence) : null;
    if (recorded != null) {
      return recorded;
    }
    int delivered = outstanding.cells().status(cell);
    if (delivered != 0) {
      return new Ended(delivered, outstanding.cells().results(cell));
    }
    try {
      int status = status(partition, sequence);
      return status == 0 ? null : new Ended(status, results(partition, sequence));
    } catch (CompletionExpiredException expired) {
      // It was delivered before it expired, unless it had expired before this thread came.
      delivered = outstanding.cells().status(cell);
      if (delivered != 0) {
        return new Ended(delivered, outstanding.cells().results(cell));
      }
      throw expired;
    }
  }

  private Ended awaitAsListener(Partition partition, long sequence, long nanos)
      throws InterruptedException {
    Capture capture = new Capture();
    listen(partition, sequence, capture);
    return partition.outstanding().awaitSettled(sequence, nanos) ? capture.await() : null;
  }

  /**
   * Tells {@code listener} on the pump's thread, or at once on this one when the slot has completed
   * already.
   */
  void listen(Partition partition, long sequence, CompletionListener listener) {
    check(partition, sequence);
    Outstanding outstanding = partition.outstanding();
    if (outstanding.completed(sequence) && !outstanding.store().has(sequence)) {
      throw outstanding.store().expired(sequence);
    }
    outstanding.listen(sequence, listener);
    if (live) {
      pump.attention();
    }
  }

  private void check(Partition partition, long sequence) {
    long cursor = partition.publisher().cursor();
    if (sequence < firstSequence || sequence >= cursor) {
      throw new IllegalArgumentException(
          "sequence "
              + sequence
              + " was never submitted here; this megakernel gave out "
              + firstSequence
              + " to "
              + (cursor - 1)
              + (partitions.count() == 1 ? "" : " in partition " + partition.number()));
    }
  }
}
