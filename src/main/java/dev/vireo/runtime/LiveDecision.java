package dev.vireo.runtime;

import dev.vireo.gpu.DeviceInfo;
import dev.vireo.gpu.probe.DeviceTraits;
import dev.vireo.gpu.probe.OverrideRules;
import dev.vireo.gpu.probe.ProbeOverrides;
import dev.vireo.gpu.probe.Verdict;
import dev.vireo.kernel.WorkerShape;
import dev.vireo.protocol.DeviceException;
import dev.vireo.protocol.Mode;
import java.util.function.Function;

/**
 * Whether slices are live, and why, and what the caller chose in place of what was measured.
 *
 * @param verdict what was measured; null when they are not
 * @param reason in one sentence
 * @param overrides what the caller chose
 */
record LiveDecision(Verdict verdict, String reason, ProbeOverrides overrides) {
  /**
   * Decides for a device; probes it when nobody has.
   *
   * @throws DeviceException when live slices were asked for and the probe says no, or when it
   *     contradicts the caller's choices, and it is not forced
   */
  static LiveDecision of(DeviceInfo device, Mode wanted, ProbeOverrides overrides) {
    return of(device, wanted, overrides, DeviceTraits::of);
  }

  /** Decides with traits from {@code probe}, which is asked when they are needed. */
  static LiveDecision of(
      DeviceInfo device,
      Mode wanted,
      ProbeOverrides overrides,
      Function<DeviceInfo, DeviceTraits> probe) {
    OverrideRules.checkLimits(device, overrides);
    if (wanted == Mode.EPOCH) {
      return new LiveDecision(null, because("it was asked for", overrides), overrides);
    }
    DeviceTraits traits = probe.apply(device);
    Verdict verdict = traits.verdict();
    if (verdict.live() || wanted == Mode.LIVE && overrides.forced()) {
      Verdict chosen = OverrideRules.apply(device, traits, overrides);
      return new LiveDecision(chosen, because(chosen.reason(), overrides), overrides);
    }
    if (wanted == Mode.LIVE) {
      throw new DeviceException(
          device.name()
              + " cannot run live slices: "
              + verdict.reason()
              + ". Ask for mode auto or epoch, measure again with vireo doctor --fresh, or force it"
              + " with MegakernelConfig.withForcedOverrides() (--force)");
    }
    return new LiveDecision(null, because(verdict.reason(), overrides), overrides);
  }

  private static String because(String reason, ProbeOverrides overrides) {
    return overrides.any() ? reason + "; chosen by the caller: " + overrides : reason;
  }

  /**
   * Returns the workers of a slice.
   *
   * @throws DeviceException when slices would not run to their end with what the caller chose
   */
  WorkerShape shape(DeviceInfo device) {
    WorkerShape suits =
        verdict == null ? WorkerShape.forDevice(device) : WorkerShape.live(device, verdict);
    return suits.overridden(device, verdict, overrides);
  }
}
