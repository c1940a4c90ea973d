package dev.vireo.vir0.bytecode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * From where to where registers are needed. Code is structured, and a register is written before it
 * is read; so its range goes from its first mention to its last, and to the end of every loop that
 * mentions it but began after its first mention.
 */
final class LiveRanges {
  private static final int NONE = -1;

  private int[] first = new int[64];
  private int[] last = new int[64];

  /** Outermost loop that mentions the register and began after its first mention, or NONE. */
  private int[] loop = new int[64];

  private int count;
  private final List<Integer> loopEnds = new ArrayList<>();
  private final List<int[]> open = new ArrayList<>();

  int add() {
    if (count == first.length) {
      first = Arrays.copyOf(first, 2 * count);
      last = Arrays.copyOf(last, 2 * count);
      loop = Arrays.copyOf(loop, 2 * count);
    }
    first[count] = NONE;
    last[count] = NONE;
    loop[count] = NONE;
    return count++;
  }

  void beginLoop(int pc) {
    open.add(new int[] {loopEnds.size(), pc});
    loopEnds.add(NONE);
  }

  void endLoop(int pc) {
    loopEnds.set(open.remove(open.size() - 1)[0], pc);
  }

  void use(int register, int pc) {
    if (first[register] == NONE) {
      first[register] = pc;
    }
    last[register] = pc;
    for (int[] around : open) {
      if (around[1] > first[register]) {
        extend(register, around[0]);
        return;
      }
    }
  }

  /**
   * Loops are numbered in the order of their begin: the later of two that are not nested counts.
   */
  private void extend(int register, int number) {
    if (loop[register] == NONE || loopEnds.get(loop[register]) != NONE) {
      loop[register] = number;
    }
  }

  private int end(int register) {
    return loop[register] == NONE
        ? last[register]
        : Math.max(last[register], loopEnds.get(loop[register]));
  }

  /** Returns a number for each register; two share one if their ranges do not overlap. */
  int[] allocate() {
    int[] numbers = new int[count];
    Arrays.fill(numbers, NONE);
    int[] order = order();
    long[] active = new long[order.length]; // a heap: where a range ends, and its number
    int actives = 0;
    BitSet free = new BitSet();
    int next = 0;
    for (int register : order) {
      while (actives > 0 && (int) (active[0] >>> Integer.SIZE) <= first[register]) {
        free.set((int) active[0]);
        removeFirst(active, actives--);
      }
      int number = free.nextSetBit(0);
      if (number < 0) {
        number = next++;
      } else {
        free.clear(number);
      }
      numbers[register] = number;
      add(active, actives++, (long) end(register) << Integer.SIZE | number);
    }
    return numbers;
  }

  /** Returns the registers that are mentioned, by their first mention. */
  private int[] order() {
    long[] keys = new long[count];
    int used = 0;
    for (int i = 0; i < count; i++) {
      if (first[i] != NONE) {
        keys[used++] = (long) first[i] << Integer.SIZE | i;
      }
    }
    Arrays.sort(keys, 0, used); // nearly in order already
    int[] order = new int[used];
    for (int i = 0; i < used; i++) {
      order[i] = (int) keys[i];
    }
    return order;
  }

  private static void add(long[] heap, int size, long key) {
    int at = size;
    while (at > 0 && heap[at - 1 >> 1] > key) {
      heap[at] = heap[at - 1 >> 1];
      at = at - 1 >> 1;
    }
    heap[at] = key;
  }

  private static void removeFirst(long[] heap, int size) {
    long key = heap[size - 1];
    int at = 0;
    int child = 1;
    while (child < size - 1) {
      child += child + 1 < size - 1 && heap[child + 1] < heap[child] ? 1 : 0;
      if (heap[child] >= key) {
        break;
      }
      heap[at] = heap[child];
      at = child;
      child = 2 * at + 1;
    }
    heap[at] = key;
  }
}
