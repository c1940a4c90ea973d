package dev.vireo.runtime;

import dev.vireo.gpu.DeviceInfo;
import dev.vireo.gpu.GpuContext;
import dev.vireo.gpu.probe.ProbeOverrides;
import dev.vireo.kernel.KernelBindings;
import dev.vireo.kernel.RequestLayout;
import dev.vireo.protocol.DeviceException;
import dev.vireo.protocol.Mode;
import dev.vireo.reference.ReferenceHandler;
import java.util.Map;

/** Opens runtimes. */
public final class RuntimeFactory {
  /** Name of the device that is the reference in Java; nothing falls back to it. */
  public static final String REFERENCE = "reference";

  private static final int REFERENCE_FENCES = 1024;

  private RuntimeFactory() {}

  /**
   * Opens a runtime on the reference.
   *
   * @throws DeviceException when live slices were asked for, which it does not have
   */
  public static SlotRuntime openReference(
      Mode mode,
      BackendSettings backend,
      RuntimeSettings runtime,
      Map<Integer, ReferenceHandler> handlers) {
    if (mode == Mode.LIVE) {
      throw new DeviceException(
          "the reference cannot run live slices: it runs slots in Java; ask for mode auto or epoch");
    }
    return new SlotRuntime(new ReferenceBackend(backend, handlers), runtime, REFERENCE_FENCES);
  }

  /**
   * Opens a runtime on a Vulkan device.
   *
   * @param device alias, kind, UUID or part of the name; null for the best one
   * @param validation whether validation layers watch
   * @param overrides what the caller chooses in place of what follows from the probe
   * @throws DeviceException when there is no such device, it failed, or it cannot run in this mode
   *     or with these overrides
   */
  public static SlotRuntime openDevice(
      String device,
      boolean validation,
      Mode mode,
      ProbeOverrides overrides,
      BackendSettings backend,
      RuntimeSettings runtime) {
    return openDevice(device, validation, mode, overrides, backend, runtime, SubmitSteps.NONE);
  }

  /** As above; {@code steps} is told how far submits get. */
  static SlotRuntime openDevice(
      String device,
      boolean validation,
      Mode mode,
      ProbeOverrides overrides,
      BackendSettings backend,
      RuntimeSettings runtime,
      SubmitSteps steps) {
    GpuContext gpu = GpuContext.open(device, validation);
    SlotBackend opened = null;
    try {
      checkLimits(gpu.info(), backend);
      LiveDecision decision = LiveDecision.of(gpu.info(), mode, overrides);
      String same = gpu.info().uuid().toString();
      opened =
          new ReplaceableBackend(
              new GpuBackend(gpu, backend, decision),
              () -> openAgain(same, validation, backend, decision),
              backend.control());
      // Errors in a handler's text are the caller's: they show when the megakernel is opened.
      if (runtime.builtins() != 0 || !backend.handlers().isEmpty()) {
        opened.prepare(runtime.builtins());
      }
      return new SlotRuntime(
          opened, runtime, RequestLayout.FENCE_TABLE_SLOTS, steps, new Doorbell());
    } catch (RuntimeException | Error e) {
      if (opened != null) {
        opened.close();
      }
      gpu.close();
      throw e;
    }
  }

  // What the probe said of it still holds.
  private static GpuBackend openAgain(
      String device, boolean validation, BackendSettings backend, LiveDecision decision) {
    // Closed by the runtime, which would otherwise find it gone when the JVM ends.
    GpuContext gpu = GpuContext.openGuarded(device, validation);
    try {
      return new GpuBackend(gpu, backend, decision);
    } catch (RuntimeException | Error e) {
      gpu.close();
      throw e;
    }
  }

  private static void checkLimits(DeviceInfo device, BackendSettings settings) {
    long ringBytes = 64L * settings.ringSlots();
    long controlBytes = 4L * settings.controlWords();
    long range = device.maxStorageBufferRange();
    if (Math.max(ringBytes, controlBytes) > range) {
      throw new DeviceException(
          device.name()
              + " allows storage buffers of "
              + range
              + " bytes; the ring takes "
              + ringBytes
              + ", the control buffer "
              + controlBytes
              + ": ask for fewer slots or observable words");
    }
    if (device.maxStorageBuffers() < KernelBindings.BINDINGS) {
      throw new DeviceException(
          device.name()
              + " binds "
              + device.maxStorageBuffers()
              + " storage buffers at a time; the kernel needs "
              + KernelBindings.BINDINGS
              + ": choose another device");
    }
  }
}
