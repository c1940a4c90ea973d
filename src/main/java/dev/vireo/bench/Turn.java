package dev.vireo.bench;

import dev.vireo.protocol.DeviceException;
import java.util.Arrays;

/** One way's turn at a piece of work, and the look at what it has computed. */
final class Turn {
  /** A fast way is run again until so much time went by. */
  private static final long NANOS = 100_000_000;

  private static final int WARM_RUNS = 12_000; // HotSpot's optimising compiler comes at 10,000
  private static final long WARM_NANOS = 2_000_000_000;

  private Turn() {}

  /** A way of doing the work, which returns when it is done. */
  interface Way<E extends Exception> {
    void once() throws E;
  }

  /**
   * Returns the items a second.
   *
   * @param once whether to do the work a single time, not for a tenth of a second
   */
  static <E extends Exception> double rate(long items, boolean once, Way<E> way) throws E {
    long start = System.nanoTime();
    long runs = 0;
    long nanos;
    do {
      way.once();
      runs++;
      nanos = System.nanoTime() - start;
    } while (!once && nanos < NANOS);
    return items * runs * 1e9 / nanos;
  }

  /**
   * Has the virtual machine compile a way's Java code, which otherwise takes the cores of a
   * software driver while the first ways are measured, and goes on in the order in which they are.
   *
   * @param small work of a few microseconds; its result does not matter
   */
  static <E extends Exception> void warmUp(Way<E> small) throws E {
    long start = System.nanoTime();
    for (int runs = 0; runs < WARM_RUNS && System.nanoTime() - start < WARM_NANOS; runs++) {
      small.once();
    }
  }

  /** Refuses to measure a way that gives another result than Java. */
  static void check(String work, String way, int[] result, int[] expected) {
    int at = Arrays.mismatch(result, expected);
    if (at >= 0) {
      throw new DeviceException(
          String.format(
              "%s of %s gives %08X in word %d, where Java gives %08X; its figures would mean"
                  + " nothing",
              way, work, result[at], at, expected[at]));
    }
  }
}
