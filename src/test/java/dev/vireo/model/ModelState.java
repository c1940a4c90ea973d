package dev.vireo.model;

import java.util.Arrays;

/**
 * One state of the modelled protocol. Sequences in memory are stored plus one; 0 is "nothing yet".
 *
 * <p>What a producer stores stays pending until it drains, in any order, by itself or at the
 * producer's next fence. What a lane stores likewise.
 */
final class ModelState {
  static final int WORDS = 4;
  static final int MOST_SEQUENCES = 6;
  static final int MOST_LANES = 3;

  private static final int SEQUENCE_BITS = 3;
  private static final int TICKET_BITS = 4;
  private static final int PRODUCER_BITS = 18;
  private static final int LANE_BITS = 12;

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

  /** A slot's status word as the device sees it. */
  enum Status {
    EMPTY,
    PUBLISHED,
    CLAIMED,
    GAVE_WAY
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
  }

  private static final ProducerAt[] PRODUCER_AT = ProducerAt.values();
  private static final PumpAt[] PUMP_AT = PumpAt.values();
  private static final LaneAt[] LANE_AT = LaneAt.values();
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
  boolean sliceRuns;

  final Producer[] producers;
  final Lane[] lanes;

  // What really happened; nobody in the model can look at it. One bit for each sequence.
  int ran;
  int ended;
  int gaveWay;

  /** What is wrong with this state, or null. */
  String violation;

  private final int[] sorted;
  private final long[] scratch = new long[WORDS];

  ModelState(Scope scope) {
    int ring = scope.ring();
    status = new Status[ring];
    Arrays.fill(status, Status.EMPTY);
    bytes = new int[ring];
    stamp = new int[ring];
    available = new int[ring];
    record = new int[ring];
    results = new int[ring];
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

  ModelState copy(Scope scope) {
    ModelState copy = new ModelState(scope);
    pack(scratch, 0, false);
    copy.unpack(scratch, 0);
    return copy;
  }

  void violate(String what) {
    if (violation == null) {
      violation = what;
    }
  }

  /** Packs the state. Lanes are alike, and so are producers: those are sorted. */
  void pack(long[] into, int at) {
    pack(into, at, true);
  }

  private void pack(long[] into, int at, boolean sort) {
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
    putAll(bits, producers.length, PRODUCER_BITS, sort);
    for (int i = 0; i < lanes.length; i++) {
      sorted[i] = code(lanes[i]);
    }
    putAll(bits, lanes.length, LANE_BITS, sort);
  }

  private void putAll(Bits bits, int count, int width, boolean sort) {
    if (sort) {
      Arrays.sort(sorted, 0, count);
    }
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
