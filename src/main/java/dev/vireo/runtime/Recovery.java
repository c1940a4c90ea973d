package dev.vireo.runtime;

import dev.vireo.gpu.VulkanException;
import dev.vireo.protocol.CompletionLayout;
import dev.vireo.protocol.DeviceException;
import dev.vireo.protocol.DeviceLostException;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.SlotLayout;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What is done about a Vulkan call that failed. A driver that is out of memory is asked again a few
 * times. A device that is lost, or goes on failing, is left and another one opened in its place,
 * where the slots that have not completed are published again under the sequences that they have.
 *
 * <p>A slot that may have started is run again only when that makes no difference: {@link
 * #repeatable}. The pump's, one thread at a time, but for {@link #end}.
 */
final class Recovery {
  private static final int MOST_LOSSES = 2; // in a row, without a completion between
  private static final int MOST_RETRIES = 4;
  private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final SlotBackend backend;
  private final RingGeometry geometry;
  private final RingWriter writer;
  private final CompletionRecords records;
  private final TenantLedger tenants;
  private int losses;
  private int retries;
  private byte[] republished; // by ring index, how often; null before the first loss
  private boolean replaced; // there are devices to be freed
  private volatile long end = Long.MIN_VALUE;

  Recovery(
      SlotBackend backend,
      RingGeometry geometry,
      RingWriter writer,
      CompletionRecords records,
      TenantLedger tenants) {
    this.backend = backend;
    this.geometry = geometry;
    this.writer = writer;
    this.records = records;
    this.tenants = tenants;
  }

  /**
   * Returns the sequence below which the pump alone knows how a slot ended: what the device says of
   * it may be about its ticket only.
   */
  long end() {
    return end;
  }

  /** Something has completed on the device. */
  void progress() {
    losses = 0;
    retries = 0;
  }

  /** Returns whether what failed is to be tried once more on the same device, after a pause. */
  boolean retries(VulkanException failed) {
    if (failed.deviceLost() || retries == MOST_RETRIES) {
      return false;
    }
    pause(retries++);
    return true;
  }

  private static void pause(int shift) {
    LockSupport.parkNanos(Recovery.class, FIRST_PAUSE_NANOS << shift);
  }

  /**
   * Counts the loss of a device and opens another one, which takes as long as opening does.
   *
   * @throws DeviceLostException when that was tried too often
   */
  void openAnother(RuntimeException failed) {
    RuntimeException cause = failed;
    for (; ; ) {
      losses++;
      if (losses > MOST_LOSSES) {
        throw new DeviceLostException(losses, cause);
      }
      retries = 0;
      try {
        backend.replace(tenants::completed);
        replaced = true;
        return;
      } catch (DeviceException again) {
        cause = again;
        pause(losses);
      }
    }
  }

  /** Frees devices that were left, once nobody looks at their memory. */
  void freeReplaced(Waiters readers) {
    if (replaced && readers.leftWithin(0)) {
      replaced = false;
      backend.freeReplaced();
    }
  }

  /**
   * Returns whether a slot that may have started may be run again.
   *
   * <p>NOP, LOAD_U32, STORE_U32, DFA_STEP, and MEMCPY between ranges that do not overlap, do the
   * same twice as once; SHUTDOWN as well. Everything else counts, appends, swaps or is a user's.
   */
  boolean repeatable(int index) {
    return switch (writer.word(index, SlotLayout.OPCODE_WORD)) {
      case Opcode.NOP, Opcode.STORE_U32, Opcode.LOAD_U32, Opcode.DFA_STEP, Opcode.SHUTDOWN -> true;
      case Opcode.MEMCPY -> {
        long from = argument(index, 0);
        long to = argument(index, 1);
        yield Math.abs(from - to) >= argument(index, 2);
      }
      default -> false;
    };
  }

  private long argument(int index, int number) {
    return Integer.toUnsignedLong(writer.word(index, SlotLayout.ARG0_WORD + number));
  }

  /**
   * A round of slots that is published on another device. Between the first and the last step no
   * sequence is taken.
   */
  final class Move {
    private final long first;
    private final long last;
    private final byte[][] slots;

    /** Takes the slots from {@code first} on up to {@code last}, all of them published. */
    Move(long first, long last) {
      this.first = first;
      this.last = last;
      this.slots = new byte[(int) (last - first)][];
      if (republished == null) {
        republished = new byte[geometry.slots()];
      }
      for (long sequence = Math.max(first, end); sequence < last; sequence++) {
        republished[geometry.indexOf(sequence)] = 0;
      }
    }

    /** Has a slot published again. */
    void republish(long sequence, int index) {
      slots[(int) (sequence - first)] = writer.read(index);
      if (republished[index] < CompletionLayout.REPUBLISHED_MOST) {
        republished[index]++;
      }
    }

    /** Moves; slots that are not to be published again are EMPTY, so that tickets find them. */
    void run() {
      end = last; // first, see SlotRuntime
      writer.move(backend.ring(), backend.stamps());
      writer.prepareStamps(first, geometry);
      int index = geometry.indexOf(first);
      for (byte[] slot : slots) {
        if (slot == null) {
          writer.empty(index);
        } else {
          writer.write(index, slot);
        }
        index = geometry.next(index);
      }
      writer.drain();
      index = geometry.indexOf(first);
      for (long sequence = first; sequence < last && writer.stamps(); sequence++) {
        writer.stamp(index, sequence, 1);
        index = geometry.next(index);
      }
      writer.drain();
      records.move(backend.completions(), first);
    }
  }

  /** Returns the bits of a status word that say how often a slot was published again. */
  int mark(int index, long sequence) {
    return sequence >= end || republished == null
        ? 0
        : republished[index] << CompletionLayout.REPUBLISHED_SHIFT;
  }
}
