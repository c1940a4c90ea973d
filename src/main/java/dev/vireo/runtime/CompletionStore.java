package dev.vireo.runtime;

import dev.vireo.protocol.CompletionExpiredException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * The completions that the pump has taken, by sequence. The pump writes, any thread reads, nobody
 * allocates. It holds at least four times the ring, so that a handle can be asked for a while after
 * its slot was used again.
 *
 * <pre>
 *  entry: sequence without the bits that are the index, 48 bits; status and fault code, 16 bits | both result words
 * </pre>
 *
 * <p>The first word is written last and read first and again last; an entry that changed meanwhile
 * has expired. Two words an entry, because what one core writes here another one has to fetch. Even
 * a ring of one slot has four entries, so that 48 bits last for 2^50 sequences, years of them.
 */
final class CompletionStore {
  private static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(long[].class);
  private static final int STRIDE = 2;
  private static final int RESULTS = 1;
  private static final int RINGS_KEPT = 4;
  private static final int STATUS_BITS = 16;
  private static final int STATUS_MASK = (1 << STATUS_BITS) - 1;
  private static final long NOTHING = -1L << STATUS_BITS;

  private final long[] words;
  private final int mask;
  private final int indexBits;

  CompletionStore(int ringSlots) {
    int entries = Integer.highestOneBit(ringSlots * RINGS_KEPT - 1) << 1;
    words = new long[entries * STRIDE];
    mask = entries - 1;
    indexBits = Integer.bitCount(mask);
    Arrays.fill(words, NOTHING);
  }

  int entries() {
    return mask + 1;
  }

  /** Stores a completion; the pump only. The first result word is the low half. */
  void put(long sequence, int status, long results) {
    int at = at(sequence);
    WORDS.setOpaque(words, at, NOTHING);
    VarHandle.storeStoreFence();
    words[at + RESULTS] = results;
    WORDS.setRelease(words, at, tag(sequence) << STATUS_BITS | status);
  }

  /** Returns whether the completion of {@code sequence} was stored and is still here. */
  boolean has(long sequence) {
    return status(sequence) != 0;
  }

  /** Returns the status word of a completion, which is never 0, or 0 when it is not here. */
  int status(long sequence) {
    long head = (long) WORDS.getAcquire(words, at(sequence));
    return head >>> STATUS_BITS == tag(sequence) ? (int) head & STATUS_MASK : 0;
  }

  /**
   * Returns the result words of a completion; the first in the low half.
   *
   * @throws CompletionExpiredException when it is not here
   */
  long results(long sequence) {
    int at = at(sequence);
    boolean here = has(sequence);
    long value = words[at + RESULTS];
    VarHandle.loadLoadFence();
    if (!here || !has(sequence)) {
      throw expired(sequence);
    }
    return value;
  }

  CompletionExpiredException expired(long sequence) {
    return new CompletionExpiredException(
        "the completion of sequence "
            + sequence
            + " is gone: the latest "
            + entries()
            + " are kept; ask for it earlier, or open the megakernel with a larger ring");
  }

  private long tag(long sequence) {
    return sequence >>> indexBits;
  }

  private int at(long sequence) {
    return ((int) sequence & mask) * STRIDE;
  }
}
