package dev.vireo.runtime;

import dev.vireo.gpu.Lwjgl;
import dev.vireo.protocol.CompletionLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import org.lwjgl.system.MemoryUtil;

/**
 * The completion records, which the device writes and any thread may look at. A record is good when
 * its stamp is the low word of the sequence that is asked for, and stays so until the slot is used
 * again.
 */
final class CompletionRecords {
  static {
    Lwjgl.configure();
  }

  // A bare address, as in RingWriter: an index always comes from RingGeometry.
  private final long address;
  private final RingGeometry geometry;

  CompletionRecords(ByteBuffer buffer, RingGeometry geometry) {
    this.address = MemoryUtil.memAddress(buffer, 0);
    this.geometry = geometry;
  }

  /**
   * Gives every record the stamp of the lap before, so that none is right by chance; before the
   * first slice.
   */
  void prepare(long firstSequence) {
    int index = geometry.indexOf(firstSequence);
    for (int i = 0; i < geometry.slots(); i++) {
      int stamp = (int) (firstSequence + i - geometry.slots());
      MemoryUtil.memPutInt(at(index), stamp);
      index = geometry.next(index);
    }
  }

  /**
   * Returns stamp (the low half) and status word of a record, which the device writes with one
   * store, or the stamp last.
   */
  long head(int index) {
    long head = MemoryUtil.memGetLong(at(index));
    VarHandle.acquireFence();
    return head;
  }

  /** Returns the status word of a completion, or 0 while it is not there. */
  int status(long sequence) {
    long head = head(geometry.indexOf(sequence));
    return (int) head == (int) sequence ? (int) (head >>> Integer.SIZE) : 0;
  }

  /** Returns both result words of a record, the first in the low half; after {@link #head}. */
  long results(int index) {
    return MemoryUtil.memGetLong(at(index) + Long.BYTES);
  }

  /** Returns both result words of a completion that is there. */
  long results(long sequence) {
    return results(geometry.indexOf(sequence));
  }

  private long at(int index) {
    return address + (long) index * CompletionLayout.COMPLETION_BYTES;
  }
}
