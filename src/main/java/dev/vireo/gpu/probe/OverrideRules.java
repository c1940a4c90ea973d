package dev.vireo.gpu.probe;

import dev.vireo.gpu.DeviceInfo;
import dev.vireo.gpu.MemoryType;
import dev.vireo.gpu.MemoryUse;
import dev.vireo.protocol.DeviceException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Puts what a caller chose in the place of what follows from a probe, and refuses what the probe
 * contradicts, unless it is forced. What Vulkan does not allow is refused even then.
 */
public final class OverrideRules {
  private final DeviceInfo device;
  private final DeviceTraits traits;
  private final ProbeOverrides overrides;

  private OverrideRules(DeviceInfo device, DeviceTraits traits, ProbeOverrides overrides) {
    this.device = device;
    this.traits = traits;
    this.overrides = overrides;
  }

  /**
   * Returns the verdict for live slices with what the caller chose.
   *
   * @param traits of the device; when they say that it cannot run live slices, that must be forced
   * @throws DeviceException when the probe contradicts the caller, and it is not forced
   */
  public static Verdict apply(DeviceInfo device, DeviceTraits traits, ProbeOverrides overrides) {
    checkLimits(device, overrides);
    return new OverrideRules(device, traits, overrides).verdict();
  }

  /**
   * Checks what a caller chose for epoch slices, which rely on no measurement.
   *
   * @throws DeviceException when the device does not allow such workgroups
   */
  public static void checkLimits(DeviceInfo device, ProbeOverrides overrides) {
    int mostLanes = Math.min(device.maxWorkgroupInvocations(), device.maxWorkgroupSize());
    if (overrides.lanes() > mostLanes) {
      throw new DeviceException(
          device.name()
              + " allows "
              + mostLanes
              + " invocations in a workgroup, "
              + overrides.lanes()
              + " were asked for; ask for fewer lanes");
    }
    if (overrides.workgroups() > device.maxWorkgroups()) {
      throw new DeviceException(
          device.name()
              + " allows "
              + device.maxWorkgroups()
              + " workgroups in a dispatch, "
              + overrides.workgroups()
              + " were asked for; ask for fewer");
    }
  }

  private Verdict verdict() {
    Verdict probed = traits.verdict();
    if (!probed.live()) {
      contradiction("live slices", probed.reason());
    }
    int requests = requestType(probed);
    int completions = completionType(probed);
    checkWorkers();
    List<String> why = new ArrayList<>(probed.explanations());
    if (overrides.any() || overrides.forced()) {
      why.add("chosen by the caller: " + overrides);
    }
    return new Verdict(
        true,
        probed.live() ? probed.reason() : "it was forced, though " + probed.reason(),
        requests,
        completions,
        recordStyle(probed, completions),
        probed.worker() == null ? WorkerKind.LANE : probed.worker(),
        overrides.workgroups() != 0 ? overrides.workgroups() : Math.max(1, probed.workers()),
        probed.sliceTurns(),
        why);
  }

  private int requestType(Verdict probed) {
    int chosen = overrides.requestMemory();
    if (chosen < 0) {
      return probed.requestType() >= 0
          ? probed.requestType()
          : device.placement().chosen(MemoryUse.REQUEST).index();
    }
    checkMappable(chosen);
    MemoryTraits memory = traits.memory(chosen);
    String what = "requests in memory type " + chosen;
    if (memory == null) {
      contradiction(what, "the probe did not measure that type");
    } else if (!memory.hostWrites().seen()) {
      contradiction(
          what,
          String.format(
              Locale.ROOT,
              "a running kernel saw host writes there in %d of %d dispatches",
              memory.hostWrites().dispatchesWithChanges(),
              memory.hostWrites().dispatches()));
    } else if (!memory.publishedSlot().neverTorn()) {
      contradiction(
          what, "a slot behind the doorbell was old there in " + torn(memory.publishedSlot()));
    }
    return chosen;
  }

  private int completionType(Verdict probed) {
    int chosen = overrides.completionMemory();
    if (chosen < 0) {
      return probed.completionType() >= 0
          ? probed.completionType()
          : device.placement().chosen(MemoryUse.ANSWER).index();
    }
    checkMappable(chosen);
    MemoryTraits memory = traits.memory(chosen);
    String what = "completions in memory type " + chosen;
    if (memory == null) {
      contradiction(what, "the probe did not measure that type");
    } else if (!memory.deviceWrites().seen()) {
      contradiction(
          what,
          String.format(
              Locale.ROOT,
              "the host saw a running kernel's writes there in %d of %d dispatches",
              memory.deviceWrites().dispatchesWithChanges(),
              memory.deviceWrites().dispatches()));
    } else if (!memory.suitsAnswers()) {
      contradiction(
          what,
          "a record was torn there in "
              + torn(memory.wholeRecord())
              + ", and with its stamp last in "
              + torn(memory.stampLastRecord()));
    }
    return chosen;
  }

  private void checkMappable(int index) {
    MemoryType type = device.placement().type(index);
    if (!type.mappable()) {
      throw new DeviceException(
          "memory type "
              + index
              + " of "
              + device.name()
              + " is "
              + type.describe()
              + ": the host cannot map it; choose one that is host-visible and coherent");
    }
  }

  /** With the stamp last where nothing was measured: that is the slower and safer way. */
  private RecordStyle recordStyle(Verdict probed, int completions) {
    if (probed.live() && completions == probed.completionType()) {
      return probed.recordStyle();
    }
    MemoryTraits memory = traits.memory(completions);
    return memory == null ? RecordStyle.STAMP_LAST : VerdictRules.recordStyle(device, memory);
  }

  private void checkWorkers() {
    if (overrides.workgroups() == 0) {
      return;
    }
    String what =
        overrides.workgroups()
            + " workgroups of "
            + overrides.lanes()
            + (overrides.lanes() == 1 ? " lane" : " lanes")
            + " in a live slice";
    WorkerTraits measured = null;
    for (WorkerTraits worker : traits.workers()) {
      boolean fits = worker.lanes() >= overrides.lanes() && worker.residentGroups() > 0;
      if (fits && (measured == null || worker.lanes() < measured.lanes())) {
        measured = worker;
      }
    }
    if (measured == null) {
      contradiction(what, "the probe ran no workgroups with as many lanes at the same time");
    } else if (overrides.workgroups() > measured.residentGroups()) {
      contradiction(
          what,
          "the probe saw "
              + measured.residentGroups()
              + " workgroups of "
              + measured.lanes()
              + (measured.lanes() == 1 ? " lane" : " lanes")
              + " run at the same time"
              + (measured.residentLimited() ? "" : ", and tried no more"));
    }
  }

  private static String torn(Tearing tearing) {
    return String.format(Locale.ROOT, "%,d of %,d looks", tearing.torn(), tearing.looks());
  }

  private void contradiction(String what, String because) {
    if (!overrides.forced()) {
      throw contradicted(device, what, because);
    }
  }

  /** Returns an error that says what the probe contradicts, and how to do it all the same. */
  public static DeviceException contradicted(DeviceInfo device, String what, String because) {
    return new DeviceException(
        device.name()
            + " cannot have "
            + what
            + ": "
            + because
            + ". Leave that choice to the probe, measure again with vireo doctor --fresh, or force"
            + " it with MegakernelConfig.withForcedOverrides() (--force)");
  }
}
