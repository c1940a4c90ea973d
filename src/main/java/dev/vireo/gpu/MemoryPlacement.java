package dev.vireo.gpu;

import dev.vireo.protocol.DeviceException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The policy that gives each {@link MemoryUse} a memory type of one device, and says why.
 *
 * <p>It keeps the two directions apart. What the host writes goes to device-local host-visible
 * memory, because a running NVIDIA kernel never sees host writes to system memory. What the host
 * polls goes to host-cached memory, because each host read of device memory or uncached system
 * memory crosses the bus, at about 1 µs.
 */
public final class MemoryPlacement {
  /**
   * A window into device memory may be as small as 256 MiB, and everybody shares it: one buffer
   * takes a quarter at most.
   */
  private static final long HEAP_SHARE = 4;

  private record Rung(Predicate<MemoryType> fits, String reason) {}

  private static final List<Rung> REQUEST =
      List.of(
          new Rung(
              t -> t.deviceLocal() && t.mappable(),
              "device-local and host-visible, so that a running kernel can see host writes"),
          new Rung(
              MemoryType::mappable,
              "system memory, because no device-local type is host-visible; a running kernel may"
                  + " not see host writes"));
  private static final List<Rung> DEVICE =
      List.of(
          new Rung(
              t -> t.deviceLocal() && t.mappable(),
              "device-local, and host-visible so that the host needs no copies"),
          new Rung(MemoryType::deviceLocal, "device-local; the host reaches it through copies"),
          new Rung(
              MemoryType::mappable,
              "system memory, because there is no room in a device-local type"));
  private static final List<Rung> ANSWER =
      List.of(
          new Rung(
              t -> t.mappable() && t.hostCached() && !t.deviceLocal(),
              "host-cached system memory, so that polling does not cross the bus"),
          new Rung(
              t -> t.mappable() && t.hostCached(),
              "host-cached, so that polling stays in the host's caches"),
          new Rung(
              t -> t.mappable() && !t.deviceLocal(),
              "system memory, but no type is host-cached: each host read costs about 1 µs"),
          new Rung(
              MemoryType::mappable,
              "the only host-visible memory, not host-cached: each host read costs about 1 µs"));

  private final List<MemoryType> types;

  /**
   * Creates the policy for a device.
   *
   * @param types all types that may be used, in the device's order
   */
  public MemoryPlacement(List<MemoryType> types) {
    this.types = List.copyOf(types);
  }

  /** All memory types that may be used, in the device's order. */
  public List<MemoryType> types() {
    return types;
  }

  /**
   * The type with the device's number for it.
   *
   * @throws DeviceException when it may not be used, or there is none
   */
  public MemoryType type(int index) {
    return types.stream()
        .filter(type -> type.index() == index)
        .findFirst()
        .orElseThrow(
            () ->
                new DeviceException("memory type " + index + " is none of those in use: " + types));
  }

  /**
   * The type for a small buffer of this use; null when the device has none that fits, which no
   * conformant one does.
   */
  public MemoryType chosen(MemoryUse use) {
    List<MemoryType> candidates = candidates(use, 0);
    return candidates.isEmpty() ? null : candidates.get(0);
  }

  /** Why {@link #chosen} is what it is, in words for a reader of {@code vireo devices}. */
  public String reason(MemoryUse use) {
    MemoryType chosen = chosen(use);
    for (Rung rung : rungs(use)) {
      if (chosen != null && rung.fits().test(chosen)) {
        return rung.reason();
      }
    }
    return "no memory type fits";
  }

  /**
   * Types for one buffer, best first. A type whose heap the buffer would crowd comes last: it is
   * tried when nothing else is left.
   *
   * @param bytes the buffer's size
   */
  public List<MemoryType> candidates(MemoryUse use, long bytes) {
    List<MemoryType> roomy = new ArrayList<>();
    List<MemoryType> crowded = new ArrayList<>();
    for (Rung rung : rungs(use)) {
      for (MemoryType type : types) {
        if (rung.fits().test(type) && !roomy.contains(type) && !crowded.contains(type)) {
          (bytes <= type.heapBytes() / HEAP_SHARE ? roomy : crowded).add(type);
        }
      }
    }
    roomy.addAll(crowded);
    return roomy;
  }

  /** One line for each use: the type's flags and the reason. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (MemoryUse use : MemoryUse.values()) {
      MemoryType type = chosen(use);
      text.append(text.isEmpty() ? "" : System.lineSeparator())
          .append(use)
          .append(": ")
          .append(type == null ? "none" : type.describe())
          .append(" (")
          .append(reason(use))
          .append(')');
    }
    return text.toString();
  }

  private static List<Rung> rungs(MemoryUse use) {
    return switch (use) {
      case REQUEST -> REQUEST;
      case DEVICE -> DEVICE;
      case ANSWER -> ANSWER;
    };
  }
}
