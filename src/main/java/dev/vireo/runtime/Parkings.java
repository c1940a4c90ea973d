package dev.vireo.runtime;

import dev.vireo.gpu.Lwjgl;
import dev.vireo.protocol.CompletionLayout;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.lwjgl.system.MemoryUtil;

/**
 * Slots that wait for a signal, and signals that wait for their slots.
 *
 * <p>A slot that begins to wait marks itself in the memory behind the completion records, where the
 * host sees it even while the slice runs; it is in no list of the device's, so that it costs
 * nothing. The pump clears the mark when it hands the slot over to a slice, with the signal's word.
 * A waiting slot blocks its ring index, so that a mark names one slot. Any thread signals;
 * everything else belongs to whoever has the pump's turn.
 */
final class Parkings {
  static {
    Lwjgl.configure();
  }

  private static final int MARK_BYTES = CompletionLayout.COMPLETION_BYTES;

  private final Map<Long, Integer> signals = new ConcurrentHashMap<>();
  private long marks; // a bare address, as in CompletionRecords
  private final int ringSlots;
  private final RingGeometry geometry;
  private final Availability availability;
  private final Outstanding outstanding;
  private int count;
  private long oldest = Long.MAX_VALUE;
  private long quietEnd; // everything from the prefix up to here has completed or waits
  private boolean quietWaits; // something below quietEnd waits
  private long handedFrom; // the sequence that the positions handed over count from
  private boolean untaken; // what was handed over has not reached the device

  /**
   * For a ring, or a partition of one.
   *
   * @param ringSlots slots of the whole ring
   */
  Parkings(
      ByteBuffer completions,
      int ringSlots,
      RingGeometry geometry,
      Availability availability,
      Outstanding outstanding) {
    this.ringSlots = ringSlots;
    this.geometry = geometry;
    this.availability = availability;
    this.outstanding = outstanding;
    move(completions);
  }

  /** Goes on with the memory of another device, on which nothing waits yet. */
  void move(ByteBuffer completions) {
    marks =
        MemoryUtil.memAddress(completions, 0)
            + (long) ringSlots * CompletionLayout.COMPLETION_BYTES;
    nothingWaits();
  }

  /**
   * Keeps a signal until its slot waits. Any thread.
   *
   * @return the signal that is kept already, so that this one was refused; else null
   */
  Integer signal(long sequence, int word) {
    return signals.putIfAbsent(sequence, word);
  }

  private boolean waits(long sequence) {
    return MemoryUtil.memGetInt(mark(sequence)) != 0;
  }

  private long mark(long sequence) {
    return marks + (long) geometry.indexOf(sequence) * MARK_BYTES;
  }

  /** Returns whether a slot waits that was signalled. */
  boolean due() {
    if (untaken) {
      return true;
    }
    if (signals.isEmpty()) {
      return false;
    }
    for (Long sequence : signals.keySet()) {
      if (outstanding.completed(sequence)) {
        signals.remove(sequence); // it never waited
      } else if (waits(sequence)) {
        return true;
      }
    }
    return false;
  }

  /** Takes notice of the slots that began to wait in a slice that has ended. */
  void sliceEnded(int parked, long prefix) {
    count += parked;
    findOldest(prefix);
  }

  /**
   * Has a slice go on with slots that were signalled.
   *
   * @param most how many it has room for
   */
  void handOver(SliceRequest request, int most) {
    keepUntaken(request);
    quietEnd = request.baseSequence;
    quietWaits = false;
    if (count == 0 || signals.isEmpty()) {
      return;
    }
    for (Map.Entry<Long, Integer> signal : signals.entrySet()) {
      if (request.signalCount >= most) {
        break; // the next slice has room
      }
      long sequence = signal.getKey();
      if (!outstanding.completed(sequence) && waits(sequence)) {
        request.signalPositions[request.signalCount] = (int) (sequence - request.baseSequence);
        request.signalWords[request.signalCount++] = signal.getValue();
        MemoryUtil.memPutInt(mark(sequence), 0);
        signals.remove(sequence);
        count--;
      }
    }
    findOldest(request.baseSequence);
  }

  // Their slots wait still, so that the sequence that positions count from is not past them.
  private void keepUntaken(SliceRequest request) {
    if (untaken) {
      for (int i = 0; i < request.signalCount; i++) {
        request.signalPositions[i] -= (int) (request.baseSequence - handedFrom);
      }
    } else {
      request.signalCount = 0;
    }
    untaken = false;
    handedFrom = request.baseSequence;
  }

  /** The slice that signals were handed over to did not start: the next one gets them as well. */
  void notStarted() {
    untaken = true;
  }

  private void findOldest(long prefix) {
    oldest = Long.MAX_VALUE;
    if (count > 0) {
      for (int i = 0; i < geometry.slots(); i++) {
        if (waits(prefix + i)) {
          oldest = prefix + i;
          return;
        }
      }
    }
  }

  /** Returns the sequence of the oldest slot that waits, when the slice has ended. */
  long oldest() {
    return oldest;
  }

  /**
   * Returns whether everything outstanding waits for signals, or is a fence behind a slot that
   * does: a running slice has nothing to do then.
   *
   * @param filled everything below is filled
   */
  boolean quiet(long prefix, long filled, long cursor) {
    if (prefix == cursor) {
      return true;
    }
    if (quietEnd < prefix) {
      quietEnd = prefix;
      quietWaits = false; // what waited there has completed
    }
    while (quietEnd < filled && quiet(quietEnd)) {
      quietEnd++;
    }
    return quietEnd == cursor;
  }

  private boolean quiet(long sequence) {
    if (outstanding.store().has(sequence)) {
      return true;
    }
    boolean waits = waits(sequence);
    quietWaits |= waits;
    return waits || quietWaits && availability.fence(geometry.indexOf(sequence));
  }

  /** Forgets everything: it was cancelled. */
  void clear() {
    signals.clear();
    nothingWaits();
  }

  private void nothingWaits() {
    count = 0;
    oldest = Long.MAX_VALUE;
    untaken = false;
  }
}
