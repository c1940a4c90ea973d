package dev.vireo.gpu;

import dev.vireo.protocol.DeviceException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/** Chooses a device by what the user called it. */
public final class DeviceSelector {
  private static final Comparator<DeviceInfo> BEST_FIRST = Comparator.comparing(DeviceInfo::type);

  private DeviceSelector() {}

  /**
   * Chooses one device. A name is, whatever the case: {@code gpu} (anything but a CPU), {@code
   * cpu}, the alias of a driver, a UUID, a {@link DeviceInfo#driverIdentity}, or part of a device's
   * name; the first of these readings that fits counts. {@code lavapipe} is the oldest lavapipe
   * that is there, {@code lavapipe-25} that of Mesa 25. Among several that fit, and without a name,
   * discrete comes before integrated before virtual before CPU, then the loader's order decides.
   *
   * @param name what the user asked for; null or blank for the best there is
   * @param devices the devices in the loader's order
   * @throws DeviceException when nothing fits; it lists what there is
   */
  public static DeviceInfo choose(String name, List<DeviceInfo> devices) {
    if (devices.isEmpty()) {
      throw new DeviceException(Remedies.noDevice());
    }
    if (name == null || name.isBlank()) {
      return best(devices, device -> true).orElseThrow();
    }
    String wanted = name.strip().toLowerCase(Locale.ROOT);
    Optional<DeviceInfo> found =
        switch (wanted) {
          case "gpu" -> best(devices, device -> device.type() != DeviceInfo.Type.CPU);
          case "cpu" -> best(devices, device -> device.type() == DeviceInfo.Type.CPU);
          default ->
              byAlias(devices, wanted)
                  .or(() -> best(devices, device -> device.uuid().toString().equals(wanted)))
                  .or(() -> best(devices, device -> device.driverIdentity().equals(wanted)))
                  .or(() -> best(devices, device -> lower(device.name()).contains(wanted)));
        };
    return found.orElseThrow(() -> new DeviceException(nothingFits(name.strip(), devices)));
  }

  private static Optional<DeviceInfo> byAlias(List<DeviceInfo> devices, String wanted) {
    ToIntFunction<DeviceInfo> fit = device -> DriverAlias.fit(device.alias(), wanted);
    return devices.stream()
        .filter(device -> fit.applyAsInt(device) > 0)
        .min(Comparator.comparingInt(fit).reversed().thenComparing(BEST_FIRST));
  }

  private static Optional<DeviceInfo> best(List<DeviceInfo> devices, Predicate<DeviceInfo> fits) {
    return devices.stream().filter(fits).min(BEST_FIRST);
  }

  private static String nothingFits(String name, List<DeviceInfo> devices) {
    StringBuilder text =
        new StringBuilder("no device fits \"").append(name).append("\". There is:");
    for (DeviceInfo device : devices) {
      text.append(
          String.format(
              "%n  %-12s %s (%s, %s)",
              device.alias(), device.name(), lower(device.type().name()), device.uuid()));
    }
    return text.append(
            String.format(
                "%nGive --device or VIREO_DEVICE an alias, gpu, cpu, a UUID or part of a name from"
                    + " this list; tools/setup fetches lavapipe, lavapipe-25 and swiftshader."))
        .toString();
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
