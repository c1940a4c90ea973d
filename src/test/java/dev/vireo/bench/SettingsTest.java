package dev.vireo.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.protocol.Mode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class SettingsTest {
  private static final SubjectSettings SUBJECT = new SubjectSettings("lavapipe", Mode.AUTO, 4);

  private static void refused(String part, Executable settings) {
    BenchException refused = assertThrows(BenchException.class, settings);
    assertTrue(refused.getMessage().contains(part), refused.getMessage());
  }

  @Test
  void shouldRefuseCountsOutsideTheirRange() {
    refused("between 1 and 1000, got 0 (--rounds)", () -> new SubjectSettings("", Mode.AUTO, 0));
    refused("got 0 (--trips)", () -> new LatencySettings(SUBJECT, 0, 1, null));
    refused("got -1 (--warmup)", () -> new LatencySettings(SUBJECT, 1, -1, null));
    refused("got 0 (--rate)", () -> new LatencySettings(SUBJECT, 1, 1, 0));
    refused("got 65 (--producers)", () -> new ThroughputSettings(SUBJECT, 65, 2, 1, null));
    refused("got 0 (--ring)", () -> new ThroughputSettings(SUBJECT, 1, 2, 1, 0));
    refused("got 0.0 (--seconds)", () -> new ThroughputSettings(SUBJECT, 1, 2, 0, null));
    refused("got NaN (--seconds)", () -> new ThroughputSettings(SUBJECT, 1, 2, Double.NaN, null));
  }

  @Test
  void shouldRefuseABatchLongerThanTheRing() {
    refused("between 2 and 8, got 9 (--batch)", () -> new ThroughputSettings(SUBJECT, 1, 9, 1, 8));
    refused("between 2 and 4096", () -> new ThroughputSettings(SUBJECT, 1, 4097, 1, null));
    assertEquals(8, new ThroughputSettings(SUBJECT, 1, 8, 1, 8).batch());
  }

  @Test
  void shouldSpreadTripsOverTheRoundsAndKeepARateToASecondOfEach() {
    assertEquals(3, new LatencySettings(SUBJECT, 9, 0, null).tripsPerRound());
    assertEquals(0, new LatencySettings(SUBJECT, 9, 0, null).duePerRound());
    assertEquals(3, new LatencySettings(SUBJECT, 9, 0, 1000).duePerRound());
    assertEquals(2, new LatencySettings(SUBJECT, 9, 0, 2).duePerRound());
  }
}
