package dev.vireo.runtime;

import dev.vireo.protocol.CompletionStatus;
import java.util.ArrayDeque;

/**
 * A partition of a ring, or a whole ring that has none: its sequences, its slots, and how far the
 * pump has got with them.
 *
 * <p>Sequences pass two marks, one below the other: {@code prefix} (everything below has completed)
 * and {@code filled} (everything below is filled). {@code claimed} is where the next slice begins
 * to claim: everything below was claimed by the device or is in the list of what to resume, which
 * may be ahead of what is filled. The marks are guarded by the pump's turns.
 */
final class Partition {
  private final int number;
  private final RingGeometry geometry;
  private final Availability availability;
  private final Publisher publisher;
  private final Outstanding outstanding;
  private final CompletionRecords records;
  private final TenantLedger tenants;
  private final ArrayDeque<Long> fences = new ArrayDeque<>();

  private long prefix;
  private long takenAhead; // below it, and not below prefix, some completions were taken already
  private int prefixIndex;
  private long claimed;
  private long filled;
  private int filledIndex;
  private boolean waited; // slots waited when the latest slice ended

  Partition(
      int number,
      RingGeometry geometry,
      Availability availability,
      Publisher publisher,
      Outstanding outstanding,
      CompletionRecords records,
      TenantLedger tenants) {
    this.number = number;
    this.geometry = geometry;
    this.availability = availability;
    this.publisher = publisher;
    this.outstanding = outstanding;
    this.records = records;
    this.tenants = tenants;
    prefix = outstanding.prefix();
    takenAhead = prefix;
    prefixIndex = geometry.indexOf(prefix);
    claimed = prefix;
    filled = prefix;
    filledIndex = prefixIndex;
  }

  int number() {
    return number;
  }

  Publisher publisher() {
    return publisher;
  }

  Outstanding outstanding() {
    return outstanding;
  }

  CompletionRecords records() {
    return records;
  }

  /** Returns whether everything whose sequence was taken has completed; any thread. */
  boolean idle() {
    return outstanding.prefix() >= publisher.cursor();
  }

  /** Returns whether every sequence that was taken is filled. */
  boolean allFilled() {
    return filled >= publisher.cursor();
  }

  /** Returns whether everything whose sequence was taken has been taken by the pump. */
  boolean settled() {
    return prefix == publisher.cursor();
  }

  /** Returns whether there are slots that no slice was asked to run. */
  boolean waits() {
    return claimed < filled;
  }

  /** Returns whether a producer has published something since the doorbell was last raised. */
  boolean published() {
    return availability.published(filledIndex, filled) > 0;
  }

  boolean hasFences() {
    return !fences.isEmpty();
  }

  void raiseDoorbell() {
    int run = availability.published(filledIndex, filled);
    while (run > 0) {
      for (int i = 0; i < run; i++) {
        if (availability.fence(filledIndex)) {
          fences.add(filled + i);
        }
        filledIndex = geometry.next(filledIndex);
      }
      filled += run;
      run = availability.published(filledIndex, filled);
    }
  }

  boolean fenceClaimed() {
    Long first = fences.peekFirst();
    return first != null && first < claimed;
  }

  /**
   * Says what a slice is to do here.
   *
   * @param claims whether it may claim anything
   */
  void fill(SliceRequest request, boolean claims) {
    request.baseSequence = prefix;
    request.baseSlot = prefixIndex;
    request.firstPosition = (int) (claimed - prefix);
    request.count = claims ? (int) Math.max(0, filled - claimed) : 0;
    request.waited = waited;
    request.fenceCount = 0;
    for (long fence : fences) {
      if (request.fenceCount == request.fences.length) {
        break;
      }
      request.fences[request.fenceCount++] = (int) (fence - prefix);
    }
  }

  /**
   * Notes what a slice did.
   *
   * @param live whether it was live: its workers also find slots behind one that is not published
   *     yet, but none behind the cursor
   * @return the tickets among those that it gave out which stood for a slot
   */
  long takeReport(SliceReport report, int requested, boolean live) {
    long given = live ? publisher.cursor() - claimed : requested;
    long used = Math.min(report.tickets, given);
    claimed += used;
    for (int i = 0; i < report.fencesSettled; i++) {
      fences.removeFirst();
    }
    waited = waits();
    return used;
  }

  /** Forgets fences that are complete though no slice was asked to settle them. */
  void dropAnsweredFences() {
    while (!fences.isEmpty() && fences.peekFirst() < prefix) {
      fences.removeFirst();
    }
  }

  /** Takes the completions of everything that was published; see {@link #takeCompletions}. */
  boolean takeFilled() {
    return takeCompletions(filled);
  }

  /** Takes the completions of everything that was claimed; see {@link #takeCompletions}. */
  boolean takeClaimed() {
    return takeCompletions(Math.min(claimed, filled));
  }

  /**
   * Takes the completions below {@code end}, which is not above {@code filled}: a slot that is used
   * again would be filled behind the pump's back otherwise. Returns whether there were any.
   */
  private boolean takeCompletions(long end) {
    long sequence = prefix;
    int index = prefixIndex;
    CompletionStore store = outstanding.store();
    while (sequence < end && take(store, index, sequence)) {
      sequence++;
      index = geometry.next(index);
    }
    boolean some = sequence != prefix;
    prefix = sequence;
    prefixIndex = index;
    // What lies behind a slot that gave way may have completed all the same.
    if (sequence < end) {
      takenAhead = Math.max(takenAhead, end);
    }
    boolean ahead = false;
    for (; sequence < end; sequence++) {
      ahead |= !(sequence < takenAhead && store.has(sequence)) && take(store, index, sequence);
      index = geometry.next(index);
    }
    if (some || ahead) {
      outstanding.advance(prefix, ahead);
    }
    return some || ahead;
  }

  private boolean take(CompletionStore store, int index, long sequence) {
    if (sequence < takenAhead && store.has(sequence)) {
      return true;
    }
    long head = records.head(index);
    if ((int) head != (int) sequence) {
      return false;
    }
    int status = (int) (head >>> Integer.SIZE);
    tenants.complete(store, index, sequence, status, records.results(index));
    return true;
  }

  /**
   * Cancels everything that was published and has not completed; the device will not look at it
   * again.
   */
  void cancelRest() {
    raiseDoorbell();
    CompletionStore store = outstanding.store();
    for (; prefix < filled; prefix++) {
      if (!store.has(prefix)) {
        tenants.complete(store, prefixIndex, prefix, CompletionStatus.CANCELLED.code(), 0L);
      }
      prefixIndex = geometry.next(prefixIndex);
    }
    claimed = prefix;
    fences.clear();
    outstanding.advance(prefix, false);
  }
}
