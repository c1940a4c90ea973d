package dev.vireo.bench;

import dev.vireo.gpu.DeviceCatalog;
import dev.vireo.gpu.DeviceInfo;
import dev.vireo.gpu.DeviceSelector;
import dev.vireo.gpu.probe.DeviceTraits;
import dev.vireo.gpu.probe.Verdict;
import dev.vireo.protocol.Mode;
import java.util.function.Consumer;

/**
 * The device that is measured, and what its probe found.
 *
 * @param name finds exactly this device
 * @param machine where this is
 * @param cpu whether it is a software driver
 * @param mode the library's mode in force: LIVE or EPOCH
 * @param modeReason why that one
 * @param verdict whether, and how, a running kernel can be fed here
 */
record Subject(
    String name, Machine machine, boolean cpu, Mode mode, String modeReason, Verdict verdict) {
  private static final String REFERENCE = "reference";

  /**
   * Finds the device, and opens the library on it once to see the mode.
   *
   * @param progress is told what takes time
   */
  static Subject of(SubjectSettings settings, Consumer<String> progress) {
    if (settings.device() != null && settings.device().strip().equalsIgnoreCase(REFERENCE)) {
      throw new BenchException(
          "the device reference has nothing to be measured beside it; choose a Vulkan device");
    }
    DeviceInfo info = DeviceSelector.choose(settings.device(), DeviceCatalog.list());
    progress.accept("measuring " + info.name() + "; a device's first probe takes up to 20 s");
    DeviceTraits traits = DeviceTraits.of(info);
    try (Library library = Library.open(info.driverIdentity(), settings, 2, 1)) {
      return new Subject(
          info.driverIdentity(),
          Machine.of(info),
          info.type() == DeviceInfo.Type.CPU,
          library.kernel().mode(),
          library.kernel().modeReason(),
          traits.verdict());
    }
  }

  /** What cannot be compared here, and why; empty when everything can. */
  String missing() {
    return verdict.live() ? "" : "no " + Baselines.RUNNING + ": " + verdict.reason();
  }
}
