package dev.vireo.script;

import dev.vireo.Completion;
import dev.vireo.DebugLog;
import dev.vireo.Megakernel;
import dev.vireo.MegakernelConfig;
import dev.vireo.protocol.ControlLayout;
import dev.vireo.protocol.Slot;
import java.util.OptionalInt;

/** Executes scripts on a megakernel of their own. */
final class MegakernelTarget implements ScriptTarget {
  private final Megakernel kernel;
  private final int ringSlots;

  private MegakernelTarget(Megakernel kernel, int ringSlots) {
    this.kernel = kernel;
    this.ringSlots = ringSlots;
  }

  static MegakernelTarget open(MegakernelConfig config) {
    return new MegakernelTarget(Megakernel.open(config), config.ringSlots());
  }

  @Override
  public String deviceName() {
    return kernel.deviceName();
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
    return kernel.await(handle);
  }

  @Override
  public OptionalInt control(int index) {
    int counter = index - ControlLayout.METRICS_BASE;
    if (index >= ControlLayout.OBSERVABLE_BASE) {
      return OptionalInt.of(kernel.words().read(index - ControlLayout.OBSERVABLE_BASE));
    }
    if (index == ControlLayout.DONE_COUNT) {
      return OptionalInt.of(kernel.done());
    }
    if (index == ControlLayout.EPOCH) {
      return OptionalInt.of(kernel.epoch());
    }
    if (counter >= 0 && counter < ControlLayout.METRICS_SLOTS) {
      return OptionalInt.of(kernel.metrics()[counter]);
    }
    return OptionalInt.empty();
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
