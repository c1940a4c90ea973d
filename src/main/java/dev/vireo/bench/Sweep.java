package dev.vireo.bench;

import java.util.ArrayList;
import java.util.List;

/** Ways at places of an axis, which are measured in turns like all others. */
final class Sweep<T extends AutoCloseable> {
  private final List<Integer> places = new ArrayList<>();
  private final List<Way<T>> ways = new ArrayList<>();

  /** Adds a way at a place; 0 for a way that the axis changes nothing of. */
  void add(int at, Way<T> way) {
    places.add(at);
    ways.add(way);
  }

  /** Measures how many tasks a second each does. */
  static List<SweepRow> throughput(Sweep<Feed> sweep, SweepSettings settings, Steps steps)
      throws InterruptedException {
    List<ThroughputBench.Shape> shapes =
        sweep.ways.stream().map(way -> new ThroughputBench.Shape(way, 1)).toList();
    List<ThroughputRow> rows = new ThroughputBench(settings.throughput(), shapes).measure(steps);
    List<SweepRow> found = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      found.add(sweep.row(i, rows.get(i).perSecond()));
    }
    return found;
  }

  /** Measures how long round trips take, in nanoseconds. */
  static List<SweepRow> trips(
      Sweep<RoundTrip> sweep, SweepSettings settings, int trips, Steps steps)
      throws InterruptedException {
    List<LatencyRow> rows = new LatencyBench(settings.latency(trips), sweep.ways).measure(steps);
    List<SweepRow> found = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      found.add(sweep.row(i, rows.get(i).p50()));
    }
    return found;
  }

  private SweepRow row(int i, Spread value) {
    Way<T> way = ways.get(i);
    return new SweepRow(way.name(), way.library(), places.get(i), value);
  }
}
