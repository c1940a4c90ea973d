package dev.vireo.gpu.probe;

import dev.vireo.gpu.DeviceInfo;
import dev.vireo.gpu.DiskCache;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Keeps traits on disk, and in memory for the case that the disk does not. What was measured with
 * other kernels, another driver or another number of processors is not used.
 */
final class TraitsCache {
  private static final String KIND = "probe";

  /** Counts changes of the measurements or of the conclusions. */
  private static final String VERSION = "1";

  private static final Map<String, DeviceTraits> REMEMBERED = new ConcurrentHashMap<>();
  private static final Object ONE_PROBE_AT_A_TIME = new Object();

  private final DiskCache disk;

  TraitsCache(DiskCache disk) {
    this.disk = disk;
  }

  DeviceTraits of(DeviceInfo device, Supplier<DeviceTraits> probe) {
    synchronized (ONE_PROBE_AT_A_TIME) {
      DeviceTraits known = known(device);
      return known == null ? renew(device, probe) : known;
    }
  }

  /** Returns what a probe found before; null when there was none. */
  DeviceTraits known(DeviceInfo device) {
    DeviceTraits known = REMEMBERED.get(key(device));
    return known == null ? read(device) : known;
  }

  DeviceTraits renew(DeviceInfo device, Supplier<DeviceTraits> probe) {
    synchronized (ONE_PROBE_AT_A_TIME) {
      DeviceTraits traits = probe.get();
      REMEMBERED.put(key(device), traits);
      if (traits.failures().stream().allMatch(ProbeFailure::conclusive)) {
        disk.write(KIND, key(device), traits.toJson().getBytes(StandardCharsets.UTF_8));
      }
      return traits;
    }
  }

  private DeviceTraits read(DeviceInfo device) {
    byte[] content = disk.read(KIND, key(device));
    if (content == null) {
      return null;
    }
    try {
      String text = new String(content, StandardCharsets.UTF_8);
      DeviceTraits traits = RecordJson.read(text, DeviceTraits.class);
      return traits.driverIdentity().equals(device.driverIdentity()) ? traits : null;
    } catch (IllegalArgumentException | NullPointerException unusable) {
      return null;
    }
  }

  static String key(DeviceInfo device) {
    return String.join(
        "\n",
        VERSION,
        device.driverIdentity(),
        device.uuid().toString(),
        String.valueOf(Runtime.getRuntime().availableProcessors()),
        ProbeShaders.all());
  }

  /** Forgets what is in memory, as a new process would. */
  static void forget() {
    REMEMBERED.clear();
  }
}
