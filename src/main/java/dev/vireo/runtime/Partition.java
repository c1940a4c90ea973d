package dev.vireo.runtime;

import dev.vireo.protocol.CompletionLayout;
import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.FaultCode;
import dev.vireo.protocol.Priority;
import dev.vireo.runtime.events.FaultEvent;
import dev.vireo.runtime.events.Recorder;
import dev.vireo.telemetry.PartitionTelemetry;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntPredicate;
import java.util.function.ObjLongConsumer;

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
  private final Parkings parkings;
  private final Recovery recovery;
  private final ArrayDeque<Long> fences = new ArrayDeque<>();
  private final ArrayDeque<Long> programs = new ArrayDeque<>(); // that have not completed
  private final ArrayDeque<Long> unclaimedPrograms = new ArrayDeque<>();

  private long prefix;
  private long takenAhead; // below it, and not below prefix, some completions were taken already
  private int prefixIndex;
  private long claimed;
  private long filled;
  private int filledIndex;
  private int done; // of everything below prefix, modulo 2^32
  private int faulted;
  private long exposed; // below it slots may have started, whatever the marks say
  private volatile long moved = Long.MIN_VALUE;
  private boolean waited; // slots waited when the latest slice ended

  // Written by the pump only, which makes a fence afterwards; any thread reads them.
  private final AtomicLong completed = new AtomicLong();
  private final AtomicLong faults = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();

  Partition(
      int number,
      RingGeometry geometry,
      Availability availability,
      Publisher publisher,
      Outstanding outstanding,
      CompletionRecords records,
      TenantLedger tenants,
      Parkings parkings,
      Recovery recovery) {
    this.number = number;
    this.geometry = geometry;
    this.availability = availability;
    this.publisher = publisher;
    this.outstanding = outstanding;
    this.records = records;
    this.tenants = tenants;
    this.parkings = parkings;
    this.recovery = recovery;
    prefix = outstanding.prefix();
    takenAhead = prefix;
    prefixIndex = geometry.indexOf(prefix);
    claimed = prefix;
    exposed = prefix;
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

  Parkings parkings() {
    return parkings;
  }

  /**
   * Returns the sequence below which the pump alone knows how a slot ended, because a device was
   * lost: what the next one says of it may be about its ticket only.
   */
  long moved() {
    return moved;
  }

  /** Returns whether a running slice has nothing to do here; see {@link Parkings#quiet}. */
  boolean quiet() {
    return parkings.quiet(prefix, filled, publisher.cursor());
  }

  /** Returns whether there are slots that no slice was asked to run. */
  boolean waits() {
    return claimed < filled;
  }

  /** Returns how many slots were published and have not been taken. */
  long outstandingSlots() {
    return filled - prefix;
  }

  /** Returns whether a producer has published something since the doorbell was last raised. */
  boolean published() {
    return availability.published(filledIndex, filled) > 0;
  }

  /** Returns whether a fence waits that nothing parked stands before. */
  boolean hasFences() {
    return !fences.isEmpty() && fences.peekFirst() < oldestHeld();
  }

  /** Returns the first sequence that no slice completes: it waits for a signal or is a program. */
  private long oldestHeld() {
    return Math.min(parkings.oldest(), openProgram());
  }

  /** Returns the first sequence whose program has not completed; {@link Long#MAX_VALUE} if none. */
  long openProgram() {
    CompletionStore store = outstanding.store();
    while (!programs.isEmpty()
        && (programs.peekFirst() < prefix || store.has(programs.peekFirst()))) {
      programs.removeFirst();
    }
    return programs.isEmpty() ? Long.MAX_VALUE : programs.peekFirst();
  }

  /**
   * Claims the slots that no slice was asked to run, up to the first that is left to one; no slice
   * runs. Returns whether there were any.
   *
   * @param claims claims the slot at a ring index, which holds a program; returns false to leave it
   */
  boolean claimPrograms(IntPredicate claims) {
    long before = claimed;
    int index = indexOf(claimed);
    while (claimed < filled && availability.program(index) && claims.test(index)) {
      claimed++;
      index = geometry.next(index);
    }
    unexpose();
    return claimed != before;
  }

  /**
   * Hands over the slots with programs that workers have claimed, each once and in order.
   *
   * @param isClaimed whether the slot at a ring index is, of those whose ticket was used
   */
  void takeClaimedPrograms(IntPredicate isClaimed, ObjLongConsumer<Partition> to) {
    if (unclaimedPrograms.isEmpty() || unclaimedPrograms.peekFirst() >= claimed) {
      return;
    }
    CompletionStore store = outstanding.store();
    Iterator<Long> each = unclaimedPrograms.iterator();
    while (each.hasNext()) {
      long sequence = each.next();
      if (sequence >= claimed) {
        return;
      }
      if (sequence < prefix || store.has(sequence)) {
        each.remove(); // it was answered without running
      } else if (isClaimed.test(indexOf(sequence))) {
        each.remove();
        to.accept(this, sequence);
      }
    }
  }

  /** Returns whether a slot with a program's opcode below {@code end} has not completed. */
  boolean openProgram(int opcode, long end) {
    raiseDoorbell();
    return filled < end
        || programs.stream()
            .anyMatch(
                sequence ->
                    sequence < end
                        && !outstanding.completed(sequence)
                        && (int) recovery.opcode(indexOf(sequence)) == opcode);
  }

  /** Returns whether {@code which} picks the opcode of the first program that is not complete. */
  boolean openProgram(IntPredicate which) {
    long sequence = openProgram();
    return sequence != Long.MAX_VALUE && which.test((int) recovery.opcode(indexOf(sequence)));
  }

  int indexOf(long sequence) {
    return geometry.indexOf(sequence);
  }

  /** Says how a claimed program ended. */
  void completeProgram(long sequence, int status, long results) {
    recovery.progress();
    complete(outstanding.store(), geometry.indexOf(sequence), sequence, status, results);
    takenAhead = Math.max(takenAhead, sequence + 1);
    takeClaimed();
    outstanding.advance(prefix, true);
  }

  /** Takes notice of what was published; returns whether there was anything. */
  boolean raiseDoorbell() {
    int run = nextRun();
    boolean raised = run > 0;
    while (run > 0) {
      for (int i = 0; i < run; i++) {
        if (availability.fence(filledIndex)) {
          fences.add(filled + i);
        } else if (availability.program(filledIndex)) {
          programs.add(filled + i);
          unclaimedPrograms.add(filled + i);
        }
        filledIndex = geometry.next(filledIndex);
      }
      filled += run;
      run = nextRun();
    }
    return raised;
  }

  private int nextRun() {
    int run = availability.published(filledIndex, filled);
    return run == 0 ? publisher.publishBroken(filledIndex, filled) : run;
  }

  boolean fenceClaimed() {
    Long first = fences.peekFirst();
    return first != null && first < claimed && first < oldestHeld();
  }

  /**
   * Says what a slice is to do here.
   *
   * @param claims whether it may claim anything
   * @param mostSignals how many signals there is room for
   */
  void fill(SliceRequest request, boolean claims, int mostSignals) {
    request.baseSequence = prefix;
    request.baseSlot = prefixIndex;
    request.firstPosition = (int) (claimed - prefix);
    request.count = claims ? (int) Math.max(0, filled - claimed) : 0;
    request.waited = waited;
    parkings.handOver(request, mostSignals);
    request.fenceCount = 0;
    long held = oldestHeld();
    for (long fence : fences) {
      if (request.fenceCount == request.fences.length || fence > held) {
        break;
      }
      request.fences[request.fenceCount++] = (int) (fence - prefix);
    }
  }

  /** A slice is about to be started that may claim what {@link #fill} said. */
  void expose(SliceRequest request, boolean live) {
    exposed = live ? Long.MAX_VALUE : claimed + request.count;
  }

  /** The slice did not start, or has ended: what it did not claim has not started. */
  void unexpose() {
    exposed = claimed;
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
    unexpose();
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
    while (sequence < end && take(store, index, sequence, true)) {
      count(store.status(sequence));
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
      ahead |=
          !(sequence < takenAhead && store.has(sequence)) && take(store, index, sequence, false);
      index = geometry.next(index);
    }
    if (some || ahead) {
      outstanding.advance(prefix, ahead);
    }
    return some || ahead;
  }

  private void count(int status) {
    int ended = status & CompletionLayout.STATUS_MASK;
    done += ended == CompletionStatus.DONE.code() ? 1 : 0;
    faulted += ended == CompletionStatus.FAULT.code() ? 1 : 0;
  }

  /** Returns whether a slot's results are the pump's to say: how the slots before a fence ended. */
  boolean fence(long sequence) {
    return availability.fence(geometry.indexOf(sequence));
  }

  /**
   * Takes a completion, unless it was taken before; returns whether it is there.
   *
   * @param inOrder whether everything before it has been counted; a fence waits for that
   */
  private boolean take(CompletionStore store, int index, long sequence, boolean inOrder) {
    if (sequence < takenAhead && store.has(sequence)) {
      return true;
    }
    long head = records.head(index);
    if ((int) head != (int) sequence) {
      return false;
    }
    int status = (int) (head >>> Integer.SIZE);
    long results = records.results(index);
    if (availability.fence(index) && status == CompletionStatus.DONE.code()) {
      if (!inOrder) {
        return false;
      }
      results = done & 0xFFFF_FFFFL | (long) faulted << Integer.SIZE;
    }
    recovery.progress();
    complete(store, index, sequence, status, results);
    return true;
  }

  private void complete(CompletionStore store, int index, long sequence, int status, long results) {
    int ended = status & CompletionLayout.STATUS_MASK;
    boolean fault = ended == CompletionStatus.FAULT.code();
    if (fault && Recorder.used()) {
      FaultEvent.record(Handles.of(number, sequence), status, results);
    }
    if (ended != CompletionStatus.DONE.code()) {
      addOne(fault ? faults : dropped);
    }
    int mark = sequence < moved ? recovery.mark(index) : 0;
    tenants.complete(store, index, sequence, status | mark, results);
    addOne(completed); // after it was counted for its tenant: the rest is the owner's
    outstanding.seen(sequence);
  }

  private static void addOne(AtomicLong counter) {
    counter.setRelease(counter.getPlain() + 1);
  }

  /**
   * Returns what has gone through; any thread.
   *
   * @param priority whose slots these are; null for all
   * @param firstSequence that was ever given out
   */
  PartitionTelemetry telemetry(Priority priority, long firstSequence) {
    // What is part of something else is read before it.
    long faulted = faults.get();
    long gone = dropped.get();
    long ended = completed.get();
    long end = outstanding.prefix();
    long cursor = publisher.cursor();
    int occupied = (int) Math.min(geometry.slots(), cursor - end);
    return new PartitionTelemetry(
        priority,
        geometry.slots(),
        occupied,
        cursor - firstSequence,
        ended,
        faulted,
        gone,
        outstanding.roundTrips());
  }

  /**
   * Decides what becomes of the slots that have not completed when the device is lost, and reads
   * those that are to be published again.
   *
   * @param stuck ring index of the slot that did not end; -1 when none is known
   */
  Recovery.Move beginMove(int stuck) {
    Recovery.Move move = recovery.new Move(geometry, prefix, filled, moved);
    CompletionStore store = outstanding.store();
    int index = prefixIndex;
    for (long sequence = prefix; sequence < filled; sequence++) {
      if (!(sequence < takenAhead && store.has(sequence))) {
        if (index == stuck) {
          int status =
              CompletionStatus.FAULT.code()
                  | FaultCode.STUCK.ordinal() << CompletionLayout.FAULT_SHIFT;
          complete(store, index, sequence, status, recovery.opcode(index) << Integer.SIZE);
        } else if (!availability.program(index)
            && (sequence >= exposed || recovery.repeatable(index))) {
          move.republish(sequence, index);
        } else {
          complete(store, index, sequence, CompletionStatus.LOST.code(), 0L);
          move.lost++;
        }
      }
      index = geometry.next(index);
    }
    return move;
  }

  /** Goes on with another device's ring. */
  void move(Recovery.Move move) {
    moved = filled; // before the records are those of the new device
    move.run();
    records.move(recovery.completions(), prefix);
    parkings.move(recovery.completions());
    takenAhead = filled;
    takeCompletions(filled);
    outstanding.advance(prefix, true);
    fences.removeIf(outstanding.store()::has);
    programs.removeIf(outstanding.store()::has);
    unclaimedPrograms.clear();
    claimed = prefix;
    exposed = prefix;
    waited = false;
  }

  /** Takes notice of the slots that began to wait in the slice that has ended. */
  void parked(int count) {
    parkings.sliceEnded(count, prefix);
  }

  /**
   * Cancels everything that was published and has not completed; the device will not look at it
   * again.
   */
  void cancelRest() {
    raiseDoorbell();
    CompletionStore store = outstanding.store();
    for (; prefix < filled; prefix++) {
      // A fence may be settled behind slots that were not run any more.
      if (!take(store, prefixIndex, prefix, true)) {
        complete(store, prefixIndex, prefix, CompletionStatus.CANCELLED.code(), 0L);
      }
      count(store.status(prefix));
      prefixIndex = geometry.next(prefixIndex);
    }
    claimed = prefix;
    fences.clear();
    programs.clear();
    unclaimedPrograms.clear();
    parkings.clear();
    outstanding.advance(prefix, false);
  }
}
