package dev.vireo.runtime;

import dev.vireo.protocol.Opcode;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * Which of the sequences that were taken are filled: producers fill their slots in any order, the
 * doorbell goes up to the first gap. There is one word for each slot of the ring: the sequence that
 * filled it. The first slot of a batch stands for all of it.
 */
final class Availability {
  private static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(long[].class);
  private static final long RUN = 1L << 62; // in a word: the slot begins a batch

  private static final byte FENCE = 1;
  private static final byte PROGRAM = 2;

  /** Flag in a word: its publisher failed, and the pump has to publish EMPTY slots. */
  static final long BROKEN = 1L << 61;

  /** Flag in a word: its publisher failed when a running kernel had perhaps seen the slots. */
  static final long BROKEN_STAMPED = 1L << 60;

  // A publisher that fails stores into them without a call.
  final long[] words;
  final int[] runs; // length of the batch that begins here
  private final byte[] marks;

  Availability(RingGeometry geometry) {
    words = new long[geometry.slots()];
    runs = new int[geometry.slots()];
    marks = new byte[geometry.slots()];
    Arrays.fill(words, -1L);
  }

  /** Notes, before the slot is published, what the pump has to know of its opcode. */
  void mark(int index, int opcode) {
    byte mark = opcode == Opcode.BATCH_FENCE ? FENCE : Opcode.program(opcode) ? PROGRAM : 0;
    if (marks[index] != mark) {
      marks[index] = mark;
    }
  }

  /** Publishes {@code count} slots from {@code index} on to the pump, all at once. */
  void publish(int index, long sequence, int count) {
    if (count == 1) {
      WORDS.setRelease(words, index, sequence);
      return;
    }
    runs[index] = count;
    WORDS.setRelease(words, index, sequence | RUN);
  }

  /** Returns how many slots from {@code sequence} on were published at once, or 0. */
  int published(int index, long sequence) {
    long word = (long) WORDS.getAcquire(words, index);
    if (word == sequence) {
      return 1;
    }
    return word == (sequence | RUN) ? runs[index] : 0;
  }

  /** Returns for how many slots from {@code sequence} on their publisher failed, or 0. */
  int broken(int index, long sequence) {
    long word = (long) WORDS.getAcquire(words, index);
    return (word & ~BROKEN_STAMPED & ~BROKEN) == sequence && word != sequence ? runs[index] : 0;
  }

  /** Returns whether a running kernel may have seen slots whose publisher failed. */
  boolean brokenAfterStamp(int index) {
    return (words[index] & BROKEN_STAMPED) != 0;
  }

  /** Returns whether a published slot holds a batch fence. */
  boolean fence(int index) {
    return marks[index] == FENCE;
  }

  /** Returns whether a published slot has an opcode of programs. */
  boolean program(int index) {
    return marks[index] == PROGRAM;
  }
}
