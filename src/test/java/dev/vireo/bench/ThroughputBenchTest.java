package dev.vireo.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vireo.protocol.Mode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ThroughputBenchTest {
  private final List<String> events = new ArrayList<>();
  private int feeds;

  /** Answers with the number of times that any feed was opened. */
  private final class FakeFeed implements Feed {
    private final String name;

    private FakeFeed(String name) {
      this.name = name;
      feeds++;
    }

    @Override
    public double rate(long nanos) {
      events.add(name + " " + nanos);
      return feeds;
    }

    @Override
    public void close() {
      events.add("close " + name);
    }
  }

  private ThroughputBench.Shape shape(String name, int producers) {
    boolean library = name.equals("library");
    return new ThroughputBench.Shape(
        new Way<>(name, library, 7, () -> new FakeFeed(name)), producers);
  }

  @Test
  void shouldWarmUpByARoundAndByAPartOfEveryTurn() throws InterruptedException {
    SubjectSettings subject = new SubjectSettings("x", Mode.AUTO, 2);
    ThroughputSettings settings = new ThroughputSettings(subject, 3, 7, 1e-6, null);
    List<ThroughputRow> rows =
        new ThroughputBench(settings, List.of(shape("library", 3), shape("other", 1))).measure();
    List<String> expected = new ArrayList<>();
    for (String name : List.of("other", "library", "library", "other", "other", "library")) {
      expected.addAll(List.of(name + " 100", name + " 500", "close " + name));
    }
    assertEquals(expected, events);
    // The first two feeds that were opened do not count.
    assertEquals(new ThroughputRow("library", true, 3, 7, Spread.of(3, 6)), rows.get(0));
    assertEquals(new ThroughputRow("other", false, 1, 7, Spread.of(4, 5)), rows.get(1));
    assertEquals(List.of(0.75, 1.2), rows.get(0).times(rows.get(1)).rounds());
  }

  @Test
  void shouldFeedTripAfterTripAndCountTheirTasks() throws InterruptedException {
    int[] trips = new int[1];
    RoundTrip trip =
        new RoundTrip() {
          @Override
          public int tasks() {
            return 1000;
          }

          @Override
          public void trip() {
            trips[0]++;
          }

          @Override
          public void close() {
            trips[0] = -1;
          }
        };
    try (Feed feed = Feed.of(trip)) {
      double rate = feed.rate(0);
      assertEquals(1, trips[0]);
      assertEquals(true, rate > 0 && Double.isFinite(rate), "a rate of " + rate);
    }
    assertEquals(-1, trips[0]);
    assertEquals(2e9, Feed.perSecond(1000, 500));
  }
}
