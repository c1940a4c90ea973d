package dev.vireo.vir0.bytecode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

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
    Integer[] order = new Integer[count];
    for (int i = 0; i < count; i++) {
      order[i] = i;
      numbers[i] = NONE;
    }
    Arrays.sort(order, Comparator.comparingInt(register -> first[register]));
    PriorityQueue<Integer> active = new PriorityQueue<>(Comparator.comparingInt(this::end));
    PriorityQueue<Integer> free = new PriorityQueue<>();
    int next = 0;
    for (int register : order) {
      if (first[register] == NONE) {
        continue;
      }
      while (!active.isEmpty() && end(active.element()) <= first[register]) {
        free.add(numbers[active.remove()]);
      }
      numbers[register] = free.isEmpty() ? next++ : free.remove();
      active.add(register);
    }
    return numbers;
  }
}
