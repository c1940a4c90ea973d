package dev.vireo.bench;

import dev.vireo.Megakernel;
import dev.vireo.MegakernelConfig;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Slot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * From opening a megakernel to the first completion, in fresh JVMs whose start does not count, with
 * warm disk caches. Arguments: device, number of JVMs (21), flags for them.
 */
public final class OpenTime {
  private static final String ONCE = "once";

  private OpenTime() {}

  /** Measures; see above. */
  public static void main(String[] args) throws IOException, InterruptedException {
    String device = args.length > 0 ? args[0] : "lavapipe";
    if (args.length > 1 && args[1].equals(ONCE)) {
      System.out.println(once(device));
      return;
    }
    int runs = args.length > 1 ? Integer.parseInt(args[1]) : 21;
    List<String> flags = List.of(args).subList(Math.min(2, args.length), args.length);
    fresh(device, flags); // warms the disk caches
    long[] nanos = new long[runs];
    for (int i = 0; i < runs; i++) {
      nanos[i] = fresh(device, flags);
    }
    Arrays.sort(nanos);
    System.out.printf(
        "%s: open to first completion %.0f ms (%.0f to %.0f, fastest %.0f) in %d JVMs%n",
        device,
        nanos[runs / 2] / 1e6,
        nanos[runs / 4] / 1e6,
        nanos[runs * 3 / 4] / 1e6,
        nanos[0] / 1e6,
        runs);
  }

  private static long once(String device) throws InterruptedException {
    Slot slot = Slot.of(Opcode.ATOMIC_ADD, 1, 160);
    MegakernelConfig config = MegakernelConfig.defaults().withDevice(device);
    long start = System.nanoTime();
    try (Megakernel kernel = Megakernel.open(config)) {
      kernel.await(kernel.submit(slot));
      return System.nanoTime() - start;
    }
  }

  private static long fresh(String device, List<String> flags)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(OpenTime.class.getName(), device, ONCE));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.waitFor();
    if (status != 0) {
      throw new IllegalStateException("a JVM ended with status " + status + ": " + said);
    }
    return Long.parseLong(said.strip());
  }
}
