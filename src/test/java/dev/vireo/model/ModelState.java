package dev.vireo.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One state of the modelled protocol. Sequences in memory are stored plus one; 0 is "nothing yet".
 *
 * <p>What a producer stores stays pending until it drains, in any order, by itself or at the
 * producer's next fence. What a lane stores likewise, but for the mark of a slot that waits: the
 * pump only looks for it, and acts on it when the slice has ended.
 */
final class ModelState {
  static final int WORDS = 5;
  static final int MOST_SEQUENCES = 6;
  static final int MOST_LANES = 3;
  static final int MOST_SIGNALS = 3;

  private static final int SEQUENCE_BITS = 3;
  private static final int TICKET_BITS = 4;
  private static final int PRODUCER_BITS = 18;
  private static final int LANE_BITS = 12;
  private static final int WORD_BITS = 2; // of a signal's word, and of what counts signals

  /** What a producer does next. */
  enum ProducerAt {
    TAKE,
    FULL,
    ENLISTED,
    WAITING,
    FILL,
    FENCE,
    STAMP,
    SECOND_FENCE,
    LOOK,
    CLEAR,
    UNPARK
  }

  /** What the pump does next. */
  enum PumpAt {
    TURN,
    TELL,
    RUNNING,
    COUNTED_EARLY,
    COUNT,
    COLLECT,
    ROOM,
    NOTIFY,
    ANNOUNCED,
    LOOK_AGAIN,
    PARK,
    PARKED
  }

  /** What a lane does next. */
  enum LaneAt {
    ENDED,
    NEXT,
    POLL,
    CLAIM,
    RUN,
    RECORD
  }

  /** What a thread that signals does next. */
  enum SignallerAt {
    CHECK,
    KEEP,
    LOOK,
    CLEAR,
    UNPARK,
    DONE
  }

  /** A slot's status word as the device sees it. */
  enum Status {
    EMPTY,
    PUBLISHED,
    CLAIMED,
    GAVE_WAY // or waits
  }

  /** What the lists say about a sequence: IN is this slice's list, OUT the next one's. */
  enum Listed {
    NO,
    IN,
    IN_STARTED,
    OUT,
    OUT_STARTED
  }

  /** One producer. Masks have one bit for each slot of the batch. */
  static final class Producer {
    ProducerAt at = ProducerAt.TAKE;
    int first;
    int left;
    int pendingStatus;
    int pendingBytes;
    int pendingStamps;
    boolean pendingAvailability;
    boolean notified;

    void set(Producer from) {
      at = from.at;
      first = from.first;
      left = from.left;
      pendingStatus = from.pendingStatus;
      pendingBytes = from.pendingBytes;
      pendingStamps = from.pendingStamps;
      pendingAvailability = from.pendingAvailability;
      notified = from.notified;
    }

    boolean drained() {
      return pendingStatus == 0 && pendingBytes == 0 && pendingStamps == 0 && !pendingAvailability;
    }
  }

  /** One lane. */
  static final class Lane {
    LaneAt at = LaneAt.ENDED;
    int sequence;
    int pendingStatus; // slot + 1 whose final status is on its way
    int pendingResults; // sequence + 1 whose results are on their way

    void set(Lane from) {
      at = from.at;
      sequence = from.sequence;
      pendingStatus = from.pendingStatus;
      pendingResults = from.pendingResults;
    }
  }

  private static final ProducerAt[] PRODUCER_AT = ProducerAt.values();
  private static final PumpAt[] PUMP_AT = PumpAt.values();
  private static final LaneAt[] LANE_AT = LaneAt.values();
  private static final SignallerAt[] SIGNALLER_AT = SignallerAt.values();
  private static final Status[] STATUS = Status.values();
  private static final Listed[] LISTED = Listed.values();

  // Memory.
  int cursor;
  final Status[] status;
  final int[] bytes;
  final int[] stamp;
  final int[] available;
  final int[] record;
  final int[] results;
  final Listed[] listed;
  final boolean[] mark; // of slots that wait
  final int[] kept; // word of the signal that is kept for a sequence
  final int[] word; // in the task record: that of the latest signal
  int parked; // slots that began to wait in this slice
  int tickets;
  boolean stop;
  boolean end;
  int publicPrefix;
  int waiters;
  boolean asleep;
  boolean pendingAsleep;
  boolean permit;

  // The pump's own.
  PumpAt pump = PumpAt.TURN;
  int prefix;
  int filled;
  int claimed;
  int seen;
  int waiting; // slots that wait, as far as the pump counts
  boolean sliceRuns;

  final Producer[] producers;
  final Lane[] lanes;
  final SignallerAt[] signallers;

  // What really happened; nobody in the model can look at it. One bit for each sequence.
  int ran;
  int ended;
  int gaveWay;
  final int[] waited; // how often a sequence's slot began to wait
  final int[] signalled; // how many signals were kept for it

  /** What is wrong with this state, or null. */
  String violation;

  private final int[] sorted;

  private final Copies copies;

  ModelState(Scope scope) {
    this(scope, new Copies());
  }

  private ModelState(Scope scope, Copies copies) {
    this.copies = copies;
    int ring = scope.ring();
    status = new Status[ring];
    Arrays.fill(status, Status.EMPTY);
    bytes = new int[ring];
    stamp = new int[ring];
    available = new int[ring];
    record = new int[ring];
    results = new int[ring];
    mark = new boolean[ring];
    word = new int[ring];
    kept = new int[scope.slots()];
    waited = new int[scope.slots()];
    signalled = new int[scope.slots()];
    signallers = new SignallerAt[scope.signals().length];
    Arrays.fill(signallers, SignallerAt.CHECK);
    listed = new Listed[scope.sequences()];
    Arrays.fill(listed, Listed.NO);
    producers = new Producer[scope.producers()];
    for (int i = 0; i < producers.length; i++) {
      producers[i] = new Producer();
      producers[i].left = scope.batches()[i];
    }
    lanes = new Lane[scope.lanes()];
    for (int i = 0; i < lanes.length; i++) {
      lanes[i] = new Lane();
    }
    sorted = new int[Math.max(producers.length, lanes.length)];
  }

  int index(int sequence) {
    return sequence % status.length;
  }

  /** Returns a copy that may be changed, and is good until {@link #dropCopies}. */
  ModelState copy(Scope scope) {
    ModelState copy = copies.next(scope);
    copy.set(this);
    return copy;
  }

  /** Returns a copy that is good for ever. */
  ModelState keep(Scope scope) {
    ModelState kept = new ModelState(scope);
    kept.set(this);
    return kept;
  }

  /** From now on copies of this state and of its copies take the place of those made before. */
  void dropCopies() {
    copies.used = 0;
  }

  /** States that are used again and again: exploring makes some hundred millions of copies. */
  private static final class Copies {
    private final List<ModelState> all = new ArrayList<>();
    private int used;

    ModelState next(Scope scope) {
      if (used == all.size()) {
        all.add(new ModelState(scope, this));
      }
      return all.get(used++);
    }
  }

  private void set(ModelState from) {
    cursor = from.cursor;
    set(status, from.status);
    set(bytes, from.bytes);
    set(stamp, from.stamp);
    set(available, from.available);
    set(record, from.record);
    set(results, from.results);
    set(listed, from.listed);
    tickets = from.tickets;
    stop = from.stop;
    end = from.end;
    publicPrefix = from.publicPrefix;
    waiters = from.waiters;
    asleep = from.asleep;
    pendingAsleep = from.pendingAsleep;
    permit = from.permit;
    pump = from.pump;
    prefix = from.prefix;
    filled = from.filled;
    claimed = from.claimed;
    seen = from.seen;
    sliceRuns = from.sliceRuns;
    ran = from.ran;
    ended = from.ended;
    gaveWay = from.gaveWay;
    for (int i = 0; i < producers.length; i++) {
      producers[i].set(from.producers[i]);
    }
    for (int i = 0; i < lanes.length; i++) {
      lanes[i].set(from.lanes[i]);
    }
    setWaiting(from);
    violation = null;
  }

  private void setWaiting(ModelState from) {
    for (int i = 0; i < mark.length; i++) {
      mark[i] = from.mark[i];
    }
    set(word, from.word);
    set(kept, from.kept);
    set(waited, from.waited);
    set(signalled, from.signalled);
    set(signallers, from.signallers);
    parked = from.parked;
    waiting = from.waiting;
  }

  // These arrays are shorter than what a call of System.arraycopy costs.
  private static void set(int[] into, int[] from) {
    for (int i = 0; i < into.length; i++) {
      into[i] = from[i];
    }
  }

  private static <T> void set(T[] into, T[] from) {
    for (int i = 0; i < into.length; i++) {
      into[i] = from[i];
    }
  }

  /** Returns the word of the signal that a slot waits for and that is kept for it, or 0. */
  int due(int sequence) {
    return mark[index(sequence)] ? kept[sequence] : 0;
  }

  void violate(String what) {
    if (violation == null) {
      violation = what;
    }
  }

  /** Packs the state. Lanes are alike, and so are producers: those are sorted. */
  void pack(long[] into, int at) {
    Bits bits = new Bits(into, at);
    bits.put(cursor, SEQUENCE_BITS);
    for (int i = 0; i < status.length; i++) {
      bits.put(status[i].ordinal(), 2);
      bits.put(bytes[i], SEQUENCE_BITS);
      bits.put(stamp[i], SEQUENCE_BITS);
      bits.put(available[i], SEQUENCE_BITS);
      bits.put(record[i], SEQUENCE_BITS);
      bits.put(results[i], SEQUENCE_BITS);
    }
    for (Listed entry : listed) {
      bits.put(entry.ordinal(), 3);
    }
    bits.put(tickets, TICKET_BITS);
    bits.put(stop);
    bits.put(end);
    bits.put(publicPrefix, SEQUENCE_BITS);
    bits.put(waiters, 2);
    bits.put(asleep);
    bits.put(pendingAsleep);
    bits.put(permit);
    bits.put(pump.ordinal(), 4);
    bits.put(prefix, SEQUENCE_BITS);
    bits.put(filled, SEQUENCE_BITS);
    bits.put(claimed, TICKET_BITS);
    bits.put(seen, SEQUENCE_BITS);
    bits.put(sliceRuns);
    bits.put(ran, MOST_SEQUENCES);
    bits.put(ended, MOST_SEQUENCES);
    bits.put(gaveWay, MOST_SEQUENCES);
    for (int i = 0; i < producers.length; i++) {
      sorted[i] = code(producers[i]);
    }
    putAll(bits, producers.length, PRODUCER_BITS);
    for (int i = 0; i < lanes.length; i++) {
      sorted[i] = code(lanes[i]);
    }
    putAll(bits, lanes.length, LANE_BITS);
    packWaiting(bits);
  }

  private void packWaiting(Bits bits) {
    if (signallers.length == 0) {
      return; // nothing waits in this scope, and exploring it costs less
    }
    for (int i = 0; i < mark.length; i++) {
      bits.put(mark[i]);
      bits.put(word[i], WORD_BITS);
    }
    for (int i = 0; i < kept.length; i++) {
      bits.put(kept[i], WORD_BITS);
      bits.put(waited[i], WORD_BITS);
      bits.put(signalled[i], WORD_BITS);
    }
    for (SignallerAt at : signallers) {
      bits.put(at.ordinal(), 3);
    }
    bits.put(parked, 2);
    bits.put(waiting, 2);
  }

  private void unpackWaiting(Bits bits) {
    if (signallers.length == 0) {
      return; // nothing waits in this scope, and exploring it costs less
    }
    for (int i = 0; i < mark.length; i++) {
      mark[i] = bits.get();
      word[i] = bits.get(WORD_BITS);
    }
    for (int i = 0; i < kept.length; i++) {
      kept[i] = bits.get(WORD_BITS);
      waited[i] = bits.get(WORD_BITS);
      signalled[i] = bits.get(WORD_BITS);
    }
    for (int i = 0; i < signallers.length; i++) {
      signallers[i] = SIGNALLER_AT[bits.get(3)];
    }
    parked = bits.get(2);
    waiting = bits.get(2);
  }

  private void putAll(Bits bits, int count, int width) {
    Arrays.sort(sorted, 0, count);
    for (int i = 0; i < count; i++) {
      bits.put(sorted[i], width);
    }
  }

  void unpack(long[] from, int at) {
    Bits bits = new Bits(from, at);
    cursor = bits.get(SEQUENCE_BITS);
    for (int i = 0; i < status.length; i++) {
      status[i] = STATUS[bits.get(2)];
      bytes[i] = bits.get(SEQUENCE_BITS);
      stamp[i] = bits.get(SEQUENCE_BITS);
      available[i] = bits.get(SEQUENCE_BITS);
      record[i] = bits.get(SEQUENCE_BITS);
      results[i] = bits.get(SEQUENCE_BITS);
    }
    for (int i = 0; i < listed.length; i++) {
      listed[i] = LISTED[bits.get(3)];
    }
    tickets = bits.get(TICKET_BITS);
    stop = bits.get();
    end = bits.get();
    publicPrefix = bits.get(SEQUENCE_BITS);
    waiters = bits.get(2);
    asleep = bits.get();
    pendingAsleep = bits.get();
    permit = bits.get();
    pump = PUMP_AT[bits.get(4)];
    prefix = bits.get(SEQUENCE_BITS);
    filled = bits.get(SEQUENCE_BITS);
    claimed = bits.get(TICKET_BITS);
    seen = bits.get(SEQUENCE_BITS);
    sliceRuns = bits.get();
    ran = bits.get(MOST_SEQUENCES);
    ended = bits.get(MOST_SEQUENCES);
    gaveWay = bits.get(MOST_SEQUENCES);
    for (Producer producer : producers) {
      decode(producer, bits.get(PRODUCER_BITS));
    }
    for (Lane lane : lanes) {
      decode(lane, bits.get(LANE_BITS));
    }
    unpackWaiting(bits);
  }

  private static int code(Producer producer) {
    int code = producer.at.ordinal();
    code = code << 3 | producer.first;
    code = code << 3 | producer.left;
    code = code << 2 | producer.pendingStatus;
    code = code << 2 | producer.pendingBytes;
    code = code << 2 | producer.pendingStamps;
    code = code << 1 | (producer.pendingAvailability ? 1 : 0);
    return code << 1 | (producer.notified ? 1 : 0);
  }

  private static void decode(Producer producer, int code) {
    producer.notified = (code & 1) != 0;
    producer.pendingAvailability = (code >> 1 & 1) != 0;
    producer.pendingStamps = code >> 2 & 3;
    producer.pendingBytes = code >> 4 & 3;
    producer.pendingStatus = code >> 6 & 3;
    producer.left = code >> 8 & 7;
    producer.first = code >> 11 & 7;
    producer.at = PRODUCER_AT[code >> 14];
  }

  private static int code(Lane lane) {
    int code = lane.at.ordinal();
    code = code << 4 | lane.sequence;
    code = code << 2 | lane.pendingStatus;
    return code << 3 | lane.pendingResults;
  }

  private static void decode(Lane lane, int code) {
    lane.pendingResults = code & 7;
    lane.pendingStatus = code >> 3 & 3;
    lane.sequence = code >> 5 & 15;
    lane.at = LANE_AT[code >> 9];
  }
}
