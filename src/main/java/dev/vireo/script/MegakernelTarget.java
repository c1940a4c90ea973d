package dev.vireo.script;

import dev.vireo.Completion;
import dev.vireo.DebugLog;
import dev.vireo.Megakernel;
import dev.vireo.MegakernelConfig;
import dev.vireo.protocol.DeviceException;
import dev.vireo.protocol.Mode;
import dev.vireo.protocol.Slot;

/** Executes scripts on a megakernel of their own. */
final class MegakernelTarget implements ScriptTarget {
  private final Megakernel kernel;
  private final int ringSlots;

  private MegakernelTarget(Megakernel kernel, int ringSlots) {
    this.kernel = kernel;
    this.ringSlots = ringSlots;
  }

  static MegakernelTarget open(MegakernelConfig config, int ringSlots) {
    return new MegakernelTarget(Megakernel.open(config.withRingSlots(ringSlots)), ringSlots);
  }

  @Override
  public String deviceName() {
    return kernel.deviceName();
  }

  @Override
  public Mode mode() {
    return kernel.mode();
  }

  @Override
  public String modeReason() {
    return kernel.modeReason();
  }

  @Override
  public int ringSlots() {
    return ringSlots;
  }

  @Override
  public long submit(Slot slot) {
    return kernel.submit(slot);
  }

  @Override
  public Completion await(long handle) {
    try {
      return kernel.await(handle);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DeviceException(
          "the script was interrupted while slots ran on " + deviceName() + "; run it again", e);
    }
  }

  @Override
  public int control(int index) {
    return kernel.word(index);
  }

  @Override
  public int[] metrics() {
    return kernel.metrics();
  }

  @Override
  public int done() {
    return kernel.done();
  }

  @Override
  public int epoch() {
    return kernel.epoch();
  }

  @Override
  public DebugLog debugRecords() {
    return kernel.debugRecords();
  }

  @Override
  public void close() {
    kernel.close();
  }
}
