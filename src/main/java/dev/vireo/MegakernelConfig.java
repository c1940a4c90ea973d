package dev.vireo;

import dev.vireo.protocol.Protection;
import java.util.Objects;

/** How a megakernel is opened. Immutable; every method returns a changed copy. */
public record MegakernelConfig(
    String device, Protection protection, int ringSlots, int observableWords) {
  public MegakernelConfig {
    Objects.requireNonNull(protection, "protection");
  }

  /** Returns the defaults: best device, GUARDED, 4,096 slots, 65,536 observable words. */
  public static MegakernelConfig defaults() {
    return new MegakernelConfig(null, Protection.GUARDED, 4096, 65_536);
  }

  public MegakernelConfig withDevice(String name) {
    return new MegakernelConfig(name, protection, ringSlots, observableWords);
  }

  public MegakernelConfig withProtection(Protection other) {
    return new MegakernelConfig(device, other, ringSlots, observableWords);
  }

  public MegakernelConfig withRingSlots(int slots) {
    return new MegakernelConfig(device, protection, slots, observableWords);
  }

  public MegakernelConfig withObservableWords(int words) {
    return new MegakernelConfig(device, protection, ringSlots, words);
  }
}
