package dev.vireo.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * Measures sustained throughput. In each round every way is opened, warmed up, measured and closed,
 * in an order that changes from round to round; a round that does not count comes first.
 */
public final class ThroughputBench {
  private static final int GPU_RING = 65_536;

  /** The part of its turn for which a way is warmed up. */
  private static final int WARMUP_PART = 5;

  private final ThroughputSettings settings;
  private final List<Shape> shapes;

  /** A way, and how many threads hand work over in it. */
  record Shape(Way<Feed> way, int producers) {
    /** The library comes first, then the way that it is compared with. */
    private int rank(String against) {
      return way.library() ? 0 : way.name().equals(against) ? 1 : 2;
    }
  }

  ThroughputBench(ThroughputSettings settings, List<Shape> shapes) {
    this.settings = settings;
    this.shapes = shapes;
  }

  /**
   * Measures a device.
   *
   * @param progress is told what takes time
   * @throws BenchException when the device cannot be measured in this way
   * @throws dev.vireo.protocol.DeviceException when there is no such device, or it failed
   */
  public static ThroughputReport run(ThroughputSettings settings, Consumer<String> progress)
      throws InterruptedException {
    Subject subject = Subject.of(settings.subject(), progress);
    int ring = settings.ring() == null ? suits(subject) : settings.ring();
    List<ThroughputRow> rows =
        new ThroughputBench(settings, shapes(settings, subject, ring)).measure();
    return new ThroughputReport(
        subject.machine(),
        subject.mode(),
        subject.modeReason(),
        Baselines.against(subject.mode()),
        settings,
        ring,
        rows,
        subject.missing());
  }

  /** Slots of a ring that suits the device. */
  static int suits(Subject subject) {
    return subject.cpu() ? ThroughputSettings.CPU_RING : GPU_RING;
  }

  private static List<Shape> shapes(ThroughputSettings settings, Subject subject, int ring) {
    List<Shape> shapes = new ArrayList<>();
    int[] counts = settings.producers() == 1 ? new int[] {1} : new int[] {1, settings.producers()};
    for (int producers : counts) {
      for (int batch : new int[] {1, settings.batch()}) {
        shapes.add(library(settings, subject, ring, producers, batch));
      }
    }
    for (Way<RoundTrip> trip : Baselines.trips(subject, ring)) {
      shapes.add(new Shape(Feed.of(trip), 1));
    }
    if (subject.verdict().live()) {
      shapes.add(new Shape(Baselines.runningFeed(subject, ring), 1));
    }
    String against = Baselines.against(subject.mode());
    shapes.sort(Comparator.comparing(shape -> shape.rank(against)));
    return shapes;
  }

  private static Shape library(
      ThroughputSettings settings, Subject subject, int ring, int producers, int batch) {
    Way<Feed> way =
        new Way<>(
            "library",
            true,
            batch,
            () -> new LibraryFeed(subject.name(), settings.subject(), ring, producers, batch));
    return new Shape(way, producers);
  }

  List<ThroughputRow> measure() throws InterruptedException {
    return measure(Steps.SILENT);
  }

  List<ThroughputRow> measure(Steps steps) throws InterruptedException {
    int rounds = settings.subject().rounds();
    long nanos = (long) (settings.seconds() * 1e9 / rounds);
    double[][] rates = new double[shapes.size()][rounds];
    for (int round = -1; round < rounds; round++) {
      steps.step(round + 1, rounds + 1);
      for (int i = 0; i < shapes.size(); i++) {
        int shape = Math.floorMod(i + round, shapes.size());
        try (Feed feed = shapes.get(shape).way().opener().get()) {
          feed.rate(nanos / WARMUP_PART);
          double rate = feed.rate(nanos);
          if (round >= 0) {
            rates[shape][round] = rate;
          }
        }
      }
    }
    List<ThroughputRow> rows = new ArrayList<>();
    for (int i = 0; i < shapes.size(); i++) {
      Shape shape = shapes.get(i);
      rows.add(
          new ThroughputRow(
              shape.way().name(),
              shape.way().library(),
              shape.producers(),
              shape.way().batch(),
              Spread.of(rates[i])));
    }
    return rows;
  }
}
