package dev.vireo.bench;

import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.PackedSlot;
import dev.vireo.protocol.Priority;
import dev.vireo.protocol.Slot;
import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;
import java.util.SplittableRandom;

/**
 * The slots from which one producer takes its batches: a circle of ready slots, of which a batch is
 * a piece. Nothing is allocated to publish one; what they did is added up at the end.
 */
final class StressPool extends AbstractList<Slot> implements RandomAccess {
  private static final int SIZE = 512;
  private static final int MASK = SIZE - 1;

  private final Slot[] slots = new Slot[SIZE];
  private final Effect[] effects = new Effect[SIZE];
  private final boolean[] own = new boolean[SIZE];
  private final long[] times = new long[SIZE];
  private final int producer;
  private int start;
  private int length;

  /** What one slot does to a tally. */
  private interface Effect {
    void addTo(StressTally tally, long times);
  }

  StressPool(int producer, Priority priority, SplittableRandom random) {
    this.producer = producer;
    for (int i = 0; i < SIZE; i++) {
      int kind = random.nextInt(16);
      if (kind == 0) {
        slots[i] = Slot.of(Opcode.NOP);
        effects[i] = (tally, n) -> tally.nops += n;
      } else if (kind == 1) {
        slots[i] = Slot.of(Opcode.STORE_U32, value(), index(StressWords.stored(producer)));
        effects[i] = (tally, n) -> tally.stores += n;
      } else if (kind < 4) {
        packed(i, random);
      } else if (kind < 10) {
        addShared(i, random);
      } else {
        own[i] = true;
        slots[i] = Slot.of(Opcode.ATOMIC_ADD, 1, index(StressWords.own(producer)));
        effects[i] = StressPool::addOwn;
      }
      slots[i] = slots[i].withPriority(priority);
    }
  }

  private int value() {
    return StressWords.value(producer);
  }

  private static int index(int word) {
    return StressWords.index(word);
  }

  private static void addOwn(StressTally tally, long times) {
    tally.own += times;
    tally.additions += times;
  }

  private void addShared(int at, SplittableRandom random) {
    int word = random.nextInt(StressWords.SHARED);
    int addend = random.nextInt();
    slots[at] = Slot.of(Opcode.ATOMIC_ADD, addend, index(word));
    effects[at] =
        (tally, n) -> {
          tally.shared[word] += (int) (n * addend);
          tally.additions += n;
        };
  }

  // Two additions, a store, and a NOP: each inner operation is counted by the metrics.
  private void packed(int at, SplittableRandom random) {
    int first = random.nextInt(StressWords.SHARED);
    int second = random.nextInt(StressWords.SHARED);
    int addend = random.nextInt();
    int other = random.nextInt();
    slots[at] =
        PackedSlot.encode(
            List.of(
                new PackedSlot.Inner(Opcode.ATOMIC_ADD, addend, index(first)),
                new PackedSlot.Inner(Opcode.NOP),
                new PackedSlot.Inner(
                    Opcode.STORE_U32, value(), index(StressWords.stored(producer))),
                new PackedSlot.Inner(Opcode.ATOMIC_ADD, other, index(second))));
    effects[at] =
        (tally, n) -> {
          tally.shared[first] += (int) (n * addend);
          tally.shared[second] += (int) (n * other);
          tally.additions += 2 * n;
          tally.stores += n;
          tally.nops += n;
        };
  }

  /** Becomes the batch of {@code count} slots that begins at {@code from}, and counts them. */
  void choose(int from, int count) {
    start = from & MASK;
    length = count;
    for (int i = 0; i < count; i++) {
      times[start + i & MASK]++;
    }
  }

  /** Returns whether slot {@code index} of the batch adds 1 to the producer's own word. */
  boolean isOwn(int index) {
    return own[start + index & MASK];
  }

  /** Adds what all batches did. */
  void addTo(StressTally tally) {
    for (int i = 0; i < SIZE; i++) {
      effects[i].addTo(tally, times[i]);
    }
  }

  @Override
  public Slot get(int index) {
    return slots[start + index & MASK];
  }

  @Override
  public int size() {
    return length;
  }
}
