package dev.vireo.bench;

import dev.vireo.Megakernel;
import dev.vireo.MegakernelConfig;
import dev.vireo.WaitStrategy;
import dev.vireo.protocol.ControlLayout;
import dev.vireo.protocol.DeviceException;
import dev.vireo.protocol.Opcode;

/**
 * A megakernel that is measured: how it is opened in a mode, and whether it did everything that it
 * was given. Its slots are ATOMIC_ADDs of 1 to observable words.
 */
final class Library implements AutoCloseable {
  private static final long LOW_MASK = 0xFFFF_FFFFL;

  private final Megakernel kernel;
  private final int words;
  private long submitted;

  private Library(Megakernel kernel, int words) {
    this.kernel = kernel;
    this.words = words;
  }

  /**
   * Opens a megakernel.
   *
   * @param device finds exactly the device; what the settings call it may be vague
   * @param words observable words that slots add to
   * @throws DeviceException when there is no such device, it failed, or it cannot run in this mode
   */
  static Library open(String device, SubjectSettings settings, int ringSlots, int words) {
    return open(device, settings, ringSlots, words, WaitStrategy.SPIN_YIELD_PARK);
  }

  /** Opens a megakernel whose threads wait in a given way. */
  static Library open(
      String device, SubjectSettings settings, int ringSlots, int words, WaitStrategy strategy) {
    MegakernelConfig config =
        settings
            .config()
            .withDevice(device)
            .withWaitStrategy(strategy)
            .withRingSlots(ringSlots)
            .withObservableWords(words)
            .withOpcodes(Opcode.ATOMIC_ADD);
    return new Library(Megakernel.open(config), words);
  }

  Megakernel kernel() {
    return kernel;
  }

  /** Submits so many slots, awaiting each. */
  void roundTrips(int count) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      kernel.await(kernel.submit(Opcode.ATOMIC_ADD, 1, ControlLayout.OBSERVABLE_BASE, 0));
    }
    submitted += count;
  }

  /** Counts slots that were submitted, for the check at the end. */
  void submitted(long slots) {
    submitted += slots;
  }

  /**
   * Checks that every slot had its effect, and closes.
   *
   * @throws DeviceException when one had not
   */
  @Override
  public void close() {
    try {
      check();
    } finally {
      kernel.close();
    }
  }

  private void check() {
    long done = Integer.toUnsignedLong(kernel.done());
    int[] values = new int[words];
    kernel.words().read(0, values);
    long sum = 0;
    for (int value : values) {
      sum += Integer.toUnsignedLong(value);
    }
    if (done != (submitted & LOW_MASK) || sum != submitted) {
      throw new DeviceException(
          submitted
              + " slots were submitted on "
              + kernel.deviceName()
              + ", "
              + done
              + " are done, and the words add up to "
              + sum);
    }
  }
}
