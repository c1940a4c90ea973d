package dev.vireo.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * Measures round trips. In each round every way is opened, warmed up, measured and closed, in an
 * order that changes from round to round, so that nothing is measured beside a kernel that polls.
 */
public final class LatencyBench {
  /** Significant digits of a histogram. */
  static final int DIGITS = 3;

  private static final long SPIN_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

  private final LatencySettings settings;
  private final List<Way<RoundTrip>> ways;
  private final List<Tally> backToBack = new ArrayList<>();
  private final List<Tally> due = new ArrayList<>();

  /** What was found of one way. */
  private final class Tally {
    private final Histogram all = new Histogram(DIGITS);
    private final double[] p50 = new double[settings.subject().rounds()];
    private final double[] perSecond = new double[settings.subject().rounds()];
    private int tasks;

    private void add(int round, Histogram found, long nanos) {
      all.add(found);
      p50[round] = found.getValueAtPercentile(50);
      perSecond[round] = Feed.perSecond(found.getTotalCount(), nanos);
    }
  }

  LatencyBench(LatencySettings settings, List<Way<RoundTrip>> ways) {
    this.settings = settings;
    this.ways = ways;
    for (int i = 0; i < ways.size(); i++) {
      backToBack.add(new Tally());
      due.add(new Tally());
    }
  }

  /**
   * Measures a device.
   *
   * @param progress is told what takes time
   * @throws BenchException when the device cannot be measured in this way
   * @throws dev.vireo.protocol.DeviceException when there is no such device, or it failed
   */
  public static LatencyReport run(LatencySettings settings, Consumer<String> progress)
      throws InterruptedException {
    return run(settings, progress, Steps.SILENT);
  }

  /** As above; {@code steps} is told the round. */
  public static LatencyReport run(LatencySettings settings, Consumer<String> progress, Steps steps)
      throws InterruptedException {
    Subject subject = Subject.of(settings.subject(), progress);
    List<LatencyRow> rows = new LatencyBench(settings, ways(settings, subject)).measure(steps);
    return new LatencyReport(
        subject.machine(),
        subject.mode(),
        subject.modeReason(),
        Baselines.against(subject.mode()),
        settings,
        rows,
        subject.missing());
  }

  private static List<Way<RoundTrip>> ways(LatencySettings settings, Subject subject) {
    String device = subject.name();
    List<Way<RoundTrip>> ways = new ArrayList<>(Baselines.trips(subject, 1));
    ways.add(1, Baselines.fence(device, false));
    if (subject.verdict().live()) {
      ways.add(Baselines.runningTrip(subject));
    }
    String against = Baselines.against(subject.mode());
    ways.sort(Comparator.comparing(way -> !way.name().equals(against)));
    ways.add(
        0,
        new Way<>(
            "library",
            true,
            1,
            () -> new LibraryTrip(device, settings.subject(), LibraryTrip.RING_SLOTS)));
    return ways;
  }

  List<LatencyRow> measure() throws InterruptedException {
    return measure(Steps.SILENT);
  }

  List<LatencyRow> measure(Steps steps) throws InterruptedException {
    int rounds = settings.subject().rounds();
    for (int round = 0; round < rounds; round++) {
      steps.step(round, rounds);
      for (int i = 0; i < ways.size(); i++) {
        int way = (i + round) % ways.size();
        try (RoundTrip trip = ways.get(way).opener().get()) {
          turn(round, way, trip);
        }
      }
    }
    List<LatencyRow> rows = new ArrayList<>(rows(backToBack, 0));
    if (settings.rate() != null) {
      rows.addAll(rows(due, settings.rate()));
    }
    return rows;
  }

  private void turn(int round, int way, RoundTrip trip) throws InterruptedException {
    trip.start();
    for (int i = 0; i < share(settings.warmup(), trip); i++) {
      trip.trip();
      trip.between();
    }
    backToBack(round, backToBack.get(way), trip);
    // Many tasks in one submit are no answer to a request that comes by itself.
    if (settings.rate() != null && trip.tasks() == 1) {
      due(round, due.get(way), trip);
    }
    trip.pause();
  }

  private static int share(int trips, RoundTrip trip) {
    return trips == 0 ? 0 : Math.max(1, trips / trip.tasks());
  }

  private void backToBack(int round, Tally tally, RoundTrip trip) throws InterruptedException {
    tally.tasks = trip.tasks();
    Histogram found = new Histogram(DIGITS);
    int trips = share(settings.tripsPerRound(), trip);
    long start = System.nanoTime();
    long before = start;
    for (int i = 0; i < trips; i++) {
      trip.trip();
      long now = System.nanoTime();
      found.recordValue((now - before) / tally.tasks);
      trip.between();
      before = System.nanoTime();
    }
    tally.add(round, found, before - start);
  }

  /**
   * Trips that are due at a fixed rate. A late one counts from when it was due: what one trip holds
   * up is not forgiven to those behind it.
   */
  private void due(int round, Tally tally, RoundTrip trip) throws InterruptedException {
    tally.tasks = trip.tasks();
    Histogram found = new Histogram(DIGITS);
    long start = System.nanoTime();
    for (int i = 0; i < settings.duePerRound(); i++) {
      long intended = start + (long) (i * 1e9 / settings.rate());
      awaitTime(intended);
      trip.trip();
      found.recordValue(System.nanoTime() - intended);
    }
    tally.add(round, found, System.nanoTime() - start);
  }

  private static void awaitTime(long intended) {
    for (long left = intended - System.nanoTime(); left > 0; left = intended - System.nanoTime()) {
      if (left > SPIN_NANOS) {
        LockSupport.parkNanos(left - SPIN_NANOS);
      } else {
        Thread.onSpinWait();
      }
    }
  }

  private List<LatencyRow> rows(List<Tally> tallies, int rate) {
    Spread library = Spread.of(tallies.get(0).p50);
    List<LatencyRow> rows = new ArrayList<>();
    for (int i = 0; i < ways.size(); i++) {
      Tally tally = tallies.get(i);
      if (tally.all.getTotalCount() > 0) {
        Way<RoundTrip> way = ways.get(i);
        Spread p50 = Spread.of(tally.p50);
        rows.add(
            new LatencyRow(
                way.name(),
                way.library(),
                rate,
                tally.tasks,
                Percentiles.of(tally.all),
                p50,
                Spread.of(tally.perSecond),
                way.library() ? null : Spread.ofRatios(p50, library),
                Buckets.of(tally.all)));
      }
    }
    return rows;
  }
}
