package dev.vireo.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vireo.protocol.Mode;
import java.time.Duration;
import java.util.List;

/** Starts stress runs for tests. */
final class StressRuns {
  private static final Duration STUCK_AFTER = Duration.ofSeconds(20);

  private StressRuns() {}

  /** Returns the seed that {@code -Dvireo.seed} names, or a fresh one. */
  static long seed() {
    String given = System.getProperty("vireo.seed", "");
    return given.isBlank() ? System.nanoTime() & 0xFFFF_FFFFL : Long.decode(given);
  }

  static StressSettings settings(String device, long slots, int producers, int ring) {
    return settings(device, slots, producers, ring, Mode.AUTO);
  }

  static StressSettings settings(String device, long slots, int producers, int ring, Mode mode) {
    return new StressSettings(device, slots, producers, seed(), ring, mode, 0, false);
  }

  static StressSettings inPartitions(
      String device, long slots, int producers, int ring, Mode mode) {
    return new StressSettings(device, slots, producers, seed(), ring, mode, 0, true);
  }

  static StressReport run(StressSettings settings, Stress.Sabotage sabotage)
      throws InterruptedException {
    return Stress.run(settings, window -> {}, STUCK_AFTER, sabotage);
  }

  /** Runs and fails unless everything adds up; returns the report. */
  static StressReport runsClean(StressSettings settings) throws InterruptedException {
    System.out.println("stress: seed " + settings.seed());
    StressReport report = run(settings, new Stress.Sabotage() {});
    String again =
        "repeat with: tools/vireo stress --device "
            + settings.device()
            + " --slots "
            + settings.slots()
            + " --producers "
            + settings.producers()
            + " --ring "
            + settings.ring()
            + " --mode "
            + settings.mode()
            + (settings.partitions() ? " --partitions" : "")
            + " --seed "
            + settings.seed();
    assertEquals(List.of(), report.wrong(), again);
    assertEquals(settings.slots(), report.slots(), again);
    return report;
  }
}
