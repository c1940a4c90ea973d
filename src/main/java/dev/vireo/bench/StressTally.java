package dev.vireo.bench;

import java.math.BigInteger;
import java.util.List;

/**
 * What one producer published and what came back.
 *
 * <p>The additions of 1 to its own word return the values before them: each of 0, 1, 2, … once, in
 * any order. Their sum and the sum of their squares, modulo 2^64, tell whether one is missing or
 * came twice.
 */
final class StressTally {
  private static final long CYCLE = 1L << 32;

  /** What was added to each shared word; only the low 32 bits count. */
  final int[] shared = new int[StressWords.SHARED];

  long slots;
  long nops;
  long stores;
  long additions;
  long own;
  long seen;
  private long ownSeen;
  private long sum;
  private long squares;
  private long notDone;
  private long disagreeing;
  private long lateAfterDrain;

  /** Takes the completion of a slot. */
  void see(boolean done, boolean isOwn, int result) {
    seen++;
    if (!done) {
      notDone++;
    }
    if (isOwn) {
      long value = Integer.toUnsignedLong(result);
      ownSeen++;
      sum += value;
      squares += value * value;
    }
  }

  /** Await and poll said different things about a slot. */
  void disagree() {
    disagreeing++;
  }

  /** A slot had not completed after a drain. */
  void lateAfterDrain() {
    lateAfterDrain++;
  }

  /** Adds what is wrong to {@code wrong}. */
  void check(int producer, int ownWord, int storedWord, List<String> wrong) {
    String who = "producer " + producer + ": ";
    expect(who + "completions", slots, seen, wrong);
    expect(who + "slots that did not end as DONE", 0, notDone, wrong);
    expect(who + "slots about which await and poll disagree", 0, disagreeing, wrong);
    expect(who + "slots not complete after a drain", 0, lateAfterDrain, wrong);
    expect(who + "additions to its own word", own, ownSeen, wrong);
    expect(who + "its own word", own & (CYCLE - 1), Integer.toUnsignedLong(ownWord), wrong);
    expect(who + "sum of its own word's results", sumBelow(own), sum, wrong);
    expect(who + "sum of their squares", squaresBelow(own), squares, wrong);
    if (stores > 0) {
      expect(who + "the word that it stored", StressWords.value(producer), storedWord, wrong);
    }
  }

  /** Adds a line to {@code wrong} unless the two are the same. */
  static void expect(String what, long expected, long actual, List<String> wrong) {
    if (expected != actual) {
      wrong.add(what + ": expected " + expected + ", got " + actual);
    }
  }

  /** Returns 0 + 1 + … + (count - 1), each modulo 2^32, modulo 2^64. */
  static long sumBelow(long count) {
    return (count >>> 32) * sumTo(CYCLE) + sumTo(count & (CYCLE - 1));
  }

  /** Returns 0² + 1² + … + (count - 1)², each number modulo 2^32, modulo 2^64. */
  static long squaresBelow(long count) {
    return (count >>> 32) * squaresTo(CYCLE) + squaresTo(count & (CYCLE - 1));
  }

  private static long sumTo(long end) {
    BigInteger n = BigInteger.valueOf(end);
    return n.multiply(n.subtract(BigInteger.ONE)).shiftRight(1).longValue();
  }

  private static long squaresTo(long end) {
    BigInteger n = BigInteger.valueOf(end);
    BigInteger product = n.multiply(n.subtract(BigInteger.ONE));
    return product
        .multiply(n.shiftLeft(1).subtract(BigInteger.ONE))
        .divide(BigInteger.valueOf(6))
        .longValue();
  }
}
