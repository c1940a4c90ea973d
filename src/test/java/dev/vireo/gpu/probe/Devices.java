package dev.vireo.gpu.probe;

import dev.vireo.gpu.DeviceCatalog;
import dev.vireo.gpu.DeviceInfo;
import dev.vireo.gpu.DeviceSelector;
import dev.vireo.gpu.MemoryPlacement;
import dev.vireo.gpu.MemoryType;
import java.util.List;
import java.util.UUID;

/** Devices for tests. */
public final class Devices {
  private static final long HEAP = 1L << 36;
  static final MemoryType UNCACHED = new MemoryType(1, false, true, true, false, HEAP);
  static final MemoryType CACHED = new MemoryType(2, false, true, true, true, HEAP);
  static final MemoryType BAR = new MemoryType(3, true, true, true, false, HEAP);
  static final MemoryType SHARED = new MemoryType(0, true, true, true, true, HEAP);

  private Devices() {}

  /** A graphics card with three kinds of memory that the host can map. */
  public static DeviceInfo card() {
    return device(DeviceInfo.Type.DISCRETE, 32, List.of(UNCACHED, CACHED, BAR));
  }

  /** A software driver with one kind of memory. */
  public static DeviceInfo software() {
    return device(DeviceInfo.Type.CPU, 8, List.of(SHARED));
  }

  /** The device that {@code -Dvireo.test.device} names. */
  static DeviceInfo underTest() {
    String name = System.getProperty("vireo.test.device", "");
    if (name.isBlank()) {
      throw new AssertionError("device tests need -Dvireo.test.device=lavapipe or another driver");
    }
    return DeviceSelector.choose(name, DeviceCatalog.list());
  }

  private static DeviceInfo device(DeviceInfo.Type type, int subgroup, List<MemoryType> types) {
    return new DeviceInfo(
        "Some device",
        "some",
        "",
        "1.2",
        type,
        "1.3.0",
        new UUID(0, 1),
        "an-identity",
        subgroup,
        1 << 27,
        1024,
        1024,
        65535,
        32768,
        8,
        128,
        new MemoryPlacement(types));
  }
}
