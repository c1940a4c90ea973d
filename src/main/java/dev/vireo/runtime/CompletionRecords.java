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
  private volatile long address;
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
    prepare(address, firstSequence);
  }

  private void prepare(long base, long firstSequence) {
    int index = geometry.indexOf(firstSequence);
    for (int i = 0; i < geometry.slots(); i++) {
      int stamp = (int) (firstSequence + i - geometry.slots());
      MemoryUtil.memPutInt(base + (long) index * CompletionLayout.COMPLETION_BYTES, stamp);
      index = geometry.next(index);
    }
  }

  /** Goes on with the records of another device; the pump only. */
  void move(ByteBuffer buffer, long firstSequence) {
    prepare(MemoryUtil.memAddress(buffer, 0), firstSequence);
    address = MemoryUtil.memAddress(buffer, 0);
  }

  /**
   * Returns stamp (the low half) and status word of a record, which the device writes with one
   * store, or the stamp last.
   */
  long head(int index) {
    return headAt(at(index));
  }

  private static long headAt(long record) {
    long head = MemoryUtil.memGetLong(record);
    VarHandle.acquireFence();
    return head;
  }

  /** Returns the status word of a completion, or 0 while it is not there. */
  int status(long sequence) {
    return status(record(sequence), sequence);
  }

  /**
   * Returns where the record of a sequence lies, for {@link #status(long, long)} and {@link
   * #resultsAt} to be asked of the same record.
   */
  long record(long sequence) {
    return at(geometry.indexOf(sequence));
  }

  /** Returns the status word in a record, or 0 while that of {@code sequence} is not there. */
  static int status(long record, long sequence) {
    long head = headAt(record);
    return (int) head == (int) sequence ? (int) (head >>> Integer.SIZE) : 0;
  }

  /** Returns both result words in a record, the first in the low half; after its status. */
  static long resultsAt(long record) {
    return MemoryUtil.memGetLong(record + Long.BYTES);
  }

  /** Returns both result words of a record, the first in the low half; after {@link #head}. */
  long results(int index) {
    return resultsAt(at(index));
  }

  private long at(int index) {
    return address + (long) index * CompletionLayout.COMPLETION_BYTES;
  }
}
