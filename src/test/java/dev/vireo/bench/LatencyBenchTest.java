package dev.vireo.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.protocol.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LatencyBenchTest {
  private static final long TRIP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final List<String> events = new ArrayList<>();

  /** Notes when it is opened, how many trips it made, and when it is closed. */
  private final class FakeTrip implements RoundTrip {
    private final String name;
    private final int tasks;
    private final long nanos;
    private int trips;

    private FakeTrip(String name, int tasks, long nanos) {
      this.name = name;
      this.tasks = tasks;
      this.nanos = nanos;
      events.add("open " + name);
    }

    @Override
    public int tasks() {
      return tasks;
    }

    @Override
    public void start() {
      events.add("start " + name);
    }

    @Override
    public void trip() {
      long start = System.nanoTime();
      while (System.nanoTime() - start < nanos) {
        Thread.onSpinWait();
      }
      trips++;
    }

    @Override
    public void pause() {
      events.add("pause " + name + " after " + trips);
    }

    @Override
    public void close() {
      events.add("close " + name);
    }
  }

  private Way<RoundTrip> way(String name, int tasks, long nanos) {
    boolean library = name.equals("library");
    return new Way<>(name, library, tasks, () -> new FakeTrip(name, tasks, nanos));
  }

  private static LatencySettings settings(int rounds, int trips, int warmup, Integer rate) {
    return new LatencySettings(new SubjectSettings("x", Mode.AUTO, rounds), trips, warmup, rate);
  }

  @Test
  void shouldOpenOneWayAtATimeInAnOrderThatChanges() throws InterruptedException {
    List<Way<RoundTrip>> ways = List.of(way("library", 1, 0), way("other", 1, 0));
    new LatencyBench(settings(2, 6, 2, null), ways).measure();
    List<String> expected = new ArrayList<>();
    for (String name : List.of("library", "other", "other", "library")) {
      expected.add("open " + name);
      expected.add("start " + name);
      expected.add("pause " + name + " after 5"); // 2 to warm up and half of 6
      expected.add("close " + name);
    }
    assertEquals(expected, events);
  }

  @Test
  void shouldCountEveryTripButThoseOfTheWarmUp() throws InterruptedException {
    List<Way<RoundTrip>> ways = List.of(way("library", 1, 0), way("other", 1, 0));
    List<LatencyRow> rows = new LatencyBench(settings(3, 30, 7, 1_000_000), ways).measure();
    assertEquals(4, rows.size(), rows.toString());
    for (LatencyRow row : rows) {
      assertEquals(30, row.nanos().count(), row.toString());
      assertEquals(3, row.p50().rounds().size(), row.toString());
    }
    assertEquals(List.of(0, 0, 1_000_000, 1_000_000), rows.stream().map(LatencyRow::rate).toList());
  }

  @Test
  void shouldNotForgiveALateTripWhatTheOneBeforeHeldUp() throws InterruptedException {
    List<Way<RoundTrip>> ways = List.of(way("library", 1, TRIP_NANOS));
    List<LatencyRow> rows = new LatencyBench(settings(1, 10, 0, 1_000_000), ways).measure();
    // Trip i is due after i microseconds and cannot end before i + 1 milliseconds.
    double due = rows.get(1).nanos().max();
    assertTrue(due > 9.9 * TRIP_NANOS, due + " ns");
    double median = rows.get(1).nanos().p50();
    assertTrue(median > 4.9 * TRIP_NANOS, median + " ns");
  }

  @Test
  void shouldDivideATripOfManyTasksAndLeaveItOutWhereTripsAreDue() throws InterruptedException {
    List<Way<RoundTrip>> ways = List.of(way("library", 1, 0), way("many", 100, TRIP_NANOS));
    List<LatencyRow> rows = new LatencyBench(settings(1, 300, 0, 1_000_000), ways).measure();
    assertEquals(
        List.of("library", "many", "library"), rows.stream().map(LatencyRow::way).toList());
    LatencyRow many = rows.get(1);
    assertEquals(3, many.nanos().count());
    assertEquals(100, many.tasks());
    assertTrue(many.nanos().p50() >= 0.99 * TRIP_NANOS / 100, many.toString());
  }

  @Test
  void shouldCompareEveryWayWithTheLibraryRoundByRound() throws InterruptedException {
    List<Way<RoundTrip>> ways = List.of(way("library", 1, 0), way("other", 1, TRIP_NANOS));
    List<LatencyRow> rows = new LatencyBench(settings(2, 4, 0, null), ways).measure();
    assertNull(rows.get(0).times());
    assertEquals(Spread.ofRatios(rows.get(1).p50(), rows.get(0).p50()), rows.get(1).times());
  }
}
