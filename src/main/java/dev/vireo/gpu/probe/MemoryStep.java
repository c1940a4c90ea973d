package dev.vireo.gpu.probe;

import dev.vireo.gpu.DeviceInfo;
import dev.vireo.gpu.GpuBuffer;
import dev.vireo.gpu.MemoryType;
import dev.vireo.gpu.RecordedCommands;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Observes one memory type while the device reads and writes it. The host publishes slots and reads
 * records at the same time; both sides number what they write, so that each can tell old from new.
 *
 * <p>The tested buffer, in bytes: 0 doorbell; 64 completion record (16); 128 slots of 64 each. It
 * goes with {@code visibility.comp}.
 */
final class MemoryStep {
  private static final int RECORD = 16 * ProbeLayout.RECORD_QUAD;
  private static final int SLOTS = 16 * ProbeLayout.SLOTS_QUAD;
  private static final int SLOT_BYTES = 16 * ProbeLayout.SLOT_QUADS;
  private static final int MANY_SLOTS = 1024;
  private static final int WHOLE_RECORD = ProbeLayout.WAY_WHOLE;
  private static final int STAMP_LAST = ProbeLayout.WAY_STAMP_LAST;
  private static final int PUBLISHED_EACH_ROUND = 4;
  private static final int ENOUGH_LOOKS = 1000;
  private static final int READ_WORDS = 1024;
  private static final long READ_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long DISPATCH_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long PHASE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  /** A "no" takes longer, because the two sides of a software driver may rarely run together. */
  private static final long CPU_DOUBTFUL_NANOS = TimeUnit.MILLISECONDS.toNanos(1500);

  private static final long GPU_DOUBTFUL_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

  private final ProbeBench bench;
  private final MemoryType type;
  private final ByteBuffer words;
  private final RecordedCommands commands;
  private final int turns;
  private int lastStamp;
  private Visibility hostWrites = new Visibility(0, 0, 0);
  private Visibility deviceWrites = new Visibility(0, 0, 0);
  private Tearing overwritten = new Tearing(0, 0);
  private Tearing published = new Tearing(0, 0);
  private Tearing record;

  private MemoryStep(ProbeBench bench, MemoryType type, int budget) {
    this.bench = bench;
    this.type = type;
    GpuBuffer tested = bench.buffer("tested", SLOTS + SLOT_BYTES * MANY_SLOTS, type);
    this.words = tested.mapped();
    this.commands =
        bench.commands(
            bench.pipeline(
                ProbeShaders.VISIBILITY, 1, false, List.of(bench.params, tested, bench.results)),
            1);
    this.turns = bench.turnsFor(DISPATCH_NANOS, commands, budget, 0, 0, 0);
  }

  static MemoryTraits run(ProbeBench bench, int index, int budget) {
    return new MemoryStep(bench, bench.type(index), budget).observe();
  }

  private MemoryTraits observe() {
    double readNanos = readNanos();
    Tearing whole = phase(1, WHOLE_RECORD);
    Tearing stampLast = phase(MANY_SLOTS, STAMP_LAST);
    return new MemoryTraits(
        type.index(),
        type.describe(),
        type.deviceLocal(),
        type.hostCached(),
        hostWrites,
        deviceWrites,
        overwritten,
        published,
        whole,
        stampLast,
        readNanos);
  }

  /** The cheapest of many rounds: the first are not compiled yet, others are interrupted. */
  private double readNanos() {
    long best = Long.MAX_VALUE;
    int sum = 0;
    long end = System.nanoTime() + READ_NANOS;
    for (long start = System.nanoTime(); start < end; start = System.nanoTime()) {
      for (int word = 0; word < READ_WORDS; word++) {
        sum += (int) ProbeBench.WORDS.getAcquire(words, SLOTS + 4 * word);
      }
      best = Math.min(best, System.nanoTime() - start);
    }
    if (sum != 0) { // also keeps the reads from being optimised away
      throw new IllegalStateException("a new buffer is not zero");
    }
    return (double) best / READ_WORDS;
  }

  /** Observes dispatches with so many slots and this way of writing records. */
  private Tearing phase(int slots, int recordWay) {
    record = new Tearing(0, 0);
    boolean cpu = bench.info().type() == DeviceInfo.Type.CPU;
    long doubtfulNanos = cpu ? CPU_DOUBTFUL_NANOS : GPU_DOUBTFUL_NANOS;
    long start = System.nanoTime();
    long before = published.looks();
    while (true) {
      dispatch(slots, recordWay);
      long took = System.nanoTime() - start;
      boolean clear = published.looks() - before >= ENOUGH_LOOKS && record.looks() >= ENOUGH_LOOKS;
      if (took >= (clear ? PHASE_NANOS : doubtfulNanos)) {
        return record;
      }
    }
  }

  private void dispatch(int slots, int recordWay) {
    for (int slot = 0; slot < slots; slot++) {
      fill(slot, 0);
    }
    ProbeBench.WORDS.setVolatile(words, 0, 0);
    bench.parameters(turns, slots - 1, recordWay, lastStamp);
    bench.submit(commands);
    long seenByHost = converse(slots);
    bench.finish();
    lastStamp += (int) bench.result(3);
    long seen = bench.result(0);
    hostWrites = plus(hostWrites, seen);
    deviceWrites = plus(deviceWrites, seenByHost);
    if (slots == 1) {
      overwritten = overwritten.plus(seen, bench.result(1));
    }
    published = published.plus(seen, bench.result(2));
  }

  private static Visibility plus(Visibility so, long changes) {
    return new Visibility(
        so.changes() + changes,
        so.dispatches() + 1,
        so.dispatchesWithChanges() + (changes > 0 ? 1 : 0));
  }

  /** Publishes and reads until the dispatch ends; returns how many stamps it saw before the end. */
  private long converse(int slots) {
    int bell = 0;
    int stamp = lastStamp;
    long seen = 0;
    long unconfirmed = 0;
    while (true) {
      for (int i = 0; i < PUBLISHED_EACH_ROUND; i++) {
        bell++;
        fill(bell & slots - 1, bell);
        ProbeBench.WORDS.setVolatile(words, 0, bell);
      }
      int now = (int) ProbeBench.WORDS.getAcquire(words, RECORD);
      if (now != stamp) {
        stamp = now;
        unconfirmed++;
        lookBehind(now);
      }
      if ((bell & 15) == 0) {
        if (bench.ended()) {
          return seen; // what was seen since the last look at the fence may have come with the end
        }
        seen += unconfirmed;
        unconfirmed = 0;
        Thread.yield(); // a software driver may have to share this processor
      }
    }
  }

  private void fill(int slot, int value) {
    long pair = Integer.toUnsignedLong(value) << 32 | Integer.toUnsignedLong(value);
    int at = SLOTS + SLOT_BYTES * slot;
    for (int i = 0; i < SLOT_BYTES; i += Long.BYTES) {
      words.putLong(at + i, pair);
    }
    VarHandle.fullFence(); // only this drains write-combined stores
  }

  /** Reads the words behind a stamp; one that is older than the stamp makes the record torn. */
  private void lookBehind(int stamp) {
    boolean torn = false;
    for (int word = 1; word < 4; word++) {
      int value = (int) ProbeBench.WORDS.getAcquire(words, RECORD + 4 * word);
      torn |= value - stamp < 0;
    }
    record = record.plus(1, torn ? 1 : 0);
  }
}
