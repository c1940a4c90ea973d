package dev.vireo.runtime;

import dev.vireo.gpu.DeviceInfo;
import dev.vireo.gpu.probe.DeviceTraits;
import dev.vireo.gpu.probe.Verdict;
import dev.vireo.protocol.DeviceException;
import dev.vireo.protocol.Mode;

/**
 * Whether slices are live, and why.
 *
 * @param verdict what was measured; null when they are not
 * @param reason in one sentence
 */
record LiveDecision(Verdict verdict, String reason) {
  /**
   * Decides for a device; probes it when nobody has.
   *
   * @throws DeviceException when live slices were asked for and the probe says no
   */
  static LiveDecision of(DeviceInfo device, Mode wanted) {
    if (wanted == Mode.EPOCH) {
      return new LiveDecision(null, "it was asked for");
    }
    Verdict verdict = DeviceTraits.of(device).verdict();
    if (verdict.live()) {
      return new LiveDecision(verdict, verdict.reason());
    }
    if (wanted == Mode.LIVE) {
      throw new DeviceException(
          device.name()
              + " cannot run live slices: "
              + verdict.reason()
              + ". Ask for mode auto or epoch; vireo doctor --fresh measures again");
    }
    return new LiveDecision(null, verdict.reason());
  }
}
