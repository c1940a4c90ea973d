package dev.vireo.runtime;

import dev.vireo.gpu.VulkanException;
import dev.vireo.protocol.CompletionLayout;
import dev.vireo.protocol.DeviceException;
import dev.vireo.protocol.DeviceLostException;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.SlotLayout;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * What is done about a Vulkan call that failed. A driver that is out of memory is asked again a few
 * times. A device that is lost, or goes on failing, is left and another one opened in its place,
 * where the slots that have not completed are published again under the sequences that they have.
 *
 * <p>A slot that may have started is run again only when that makes no difference: {@link
 * #repeatable}. The pump's, one thread at a time.
 */
final class Recovery {
  private static final int MOST_LOSSES = 2; // in a row, without a completion between

  /** How often a driver that is out of memory is asked again. */
  static final int MOST_RETRIES = 4;

  private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final SlotBackend backend;
  private final RingWriter writer;
  private final TenantLedger tenants;
  private final int ringSlots;
  private int losses;
  private int retries;
  private byte[]
      repeats; // by ring index, how often slots were published again; null before the first loss
  private boolean replaced; // there are devices to be freed

  Recovery(SlotBackend backend, RingWriter writer, TenantLedger tenants, int ringSlots) {
    this.backend = backend;
    this.writer = writer;
    this.tenants = tenants;
    this.ringSlots = ringSlots;
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

  /** Waits a millisecond, twice as long with each step of {@code shift}. */
  static void pause(int shift) {
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
  void freeReplaced(BooleanSupplier unread) {
    if (replaced && unread.getAsBoolean()) {
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

  /** Returns a slot's opcode. */
  long opcode(int index) {
    return Integer.toUnsignedLong(writer.word(index, SlotLayout.OPCODE_WORD));
  }

  private long argument(int index, int number) {
    return Integer.toUnsignedLong(writer.word(index, SlotLayout.ARG0_WORD + number));
  }

  /** Goes on with the ring of another device; everything was read out of the old one. */
  void moveRing() {
    writer.move(backend.ring(), backend.stamps());
  }

  /** Returns the completion records of the device that runs now. */
  ByteBuffer completions() {
    return backend.completions();
  }

  /**
   * A partition's round of slots that is published on another device. Between the first and the
   * last step no sequence is taken.
   */
  final class Move {
    private final RingGeometry geometry;
    private final long first;
    private final byte[][] slots;

    /** How many slots are published again. */
    int republished;

    /** How many end as LOST. */
    int lost;

    /**
     * Takes the slots from {@code first} on up to {@code last}, all of them published.
     *
     * @param moved up to where sequences were moved before
     */
    Move(RingGeometry geometry, long first, long last, long moved) {
      this.geometry = geometry;
      this.first = first;
      this.slots = new byte[(int) (last - first)][];
      if (repeats == null) {
        repeats = new byte[ringSlots];
      }
      for (long sequence = Math.max(first, moved); sequence < last; sequence++) {
        repeats[geometry.indexOf(sequence)] = 0;
      }
    }

    /** Has a slot published again. */
    void republish(long sequence, int index) {
      slots[(int) (sequence - first)] = writer.read(index);
      republished++;
      if (repeats[index] < CompletionLayout.REPUBLISHED_MOST) {
        repeats[index]++;
      }
    }

    /** Moves; slots that are not to be published again are EMPTY, so that tickets find them. */
    void run() {
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
      for (int i = 0; i < slots.length && writer.stamps(); i++) {
        writer.stamp(index, first + i, 1);
        index = geometry.next(index);
      }
      writer.drain();
    }
  }

  /** Returns the bits of a status word that say how often a slot, moved before, was published. */
  int mark(int index) {
    return repeats[index] << CompletionLayout.REPUBLISHED_SHIFT;
  }
}
