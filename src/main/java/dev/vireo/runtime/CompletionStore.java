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
 *  entry: sequence | status and fault code | both result words | unused
 * </pre>
 *
 * <p>The sequence is written last and read first and again last; an entry that changed meanwhile
 * has expired.
 */
final class CompletionStore {
  private static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(long[].class);
  private static final int STRIDE = 4;
  private static final int STATUS = 1;
  private static final int RESULTS = 2;
  private static final int RINGS_KEPT = 4;
  private static final long NOTHING = -1L;

  private final long[] words;
  private final int mask;

  CompletionStore(int ringSlots) {
    int entries = Integer.highestOneBit(Math.max(ringSlots, 1) * RINGS_KEPT - 1) << 1;
    words = new long[entries * STRIDE];
    mask = entries - 1;
    Arrays.fill(words, NOTHING);
  }

  int entries() {
    return mask + 1;
  }

  /** Stores a completion; the pump only. */
  void put(long sequence, int status, int result0, int result1) {
    int at = at(sequence);
    WORDS.setOpaque(words, at, NOTHING);
    VarHandle.storeStoreFence();
    words[at + STATUS] = status;
    words[at + RESULTS] = result0 & 0xFFFF_FFFFL | (long) result1 << 32;
    WORDS.setRelease(words, at, sequence);
  }

  /** Returns whether the completion of {@code sequence} was stored and is still here. */
  boolean has(long sequence) {
    return (long) WORDS.getAcquire(words, at(sequence)) == sequence;
  }

  /** Returns the status word of a completion that is here. */
  int status(long sequence) {
    return (int) read(sequence, STATUS);
  }

  /** Returns the result words of a completion that is here; the first in the low half. */
  long results(long sequence) {
    return read(sequence, RESULTS);
  }

  private long read(long sequence, int word) {
    int at = at(sequence);
    long value = words[at + word];
    VarHandle.loadLoadFence();
    if ((long) WORDS.getOpaque(words, at) != sequence) {
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

  private int at(long sequence) {
    return ((int) sequence & mask) * STRIDE;
  }
}
