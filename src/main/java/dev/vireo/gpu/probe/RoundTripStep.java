package dev.vireo.gpu.probe;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** Measures round trips of requests and answers with one worker of a given shape. */
final class RoundTripStep {
  private static final int MOST_TRIPS = 50_000;
  private static final int FENCE_EVERY = 256;
  private static final long DISPATCH_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long ALL_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  /** With fewer trips it goes on for longer: the two sides may rarely have run together. */
  private static final int FEW_TRIPS = 1000;

  private static final long FEW_TRIPS_NANOS = TimeUnit.MILLISECONDS.toNanos(1200);

  private final ProbeBench bench;
  private final RoundTripKernel kernel;
  private final int turns;
  private final long[] samples = new long[MOST_TRIPS];
  private int trips;

  /** Median and 99th percentile in nanoseconds, of so many trips. */
  record Answer(long p50Nanos, long p99Nanos, int trips) {}

  private RoundTripStep(ProbeBench bench, RoundTripKernel kernel, int budget) {
    this.bench = bench;
    this.kernel = kernel;
    this.turns = bench.turnsFor(DISPATCH_NANOS, kernel.commands(), budget);
  }

  static Answer run(
      ProbeBench bench, WorkerKind kind, int requestType, int answerType, int budget) {
    RoundTripKernel kernel = new RoundTripKernel(bench, kind, requestType, answerType);
    return new RoundTripStep(bench, kernel, budget).measure();
  }

  private Answer measure() {
    long start = System.nanoTime();
    bench.parameters(turns);
    while (goesOn(start)) {
      kernel.start();
      converse(start);
      kernel.stop();
    }
    if (trips == 0) {
      return new Answer(0, 0, 0);
    }
    Arrays.sort(samples, 0, trips);
    return new Answer(samples[trips / 2], samples[(int) (trips * 99L / 100)], trips);
  }

  private boolean goesOn(long start) {
    long limit = trips < FEW_TRIPS ? FEW_TRIPS_NANOS : ALL_NANOS;
    return trips < MOST_TRIPS && System.nanoTime() - start < limit;
  }

  /** Makes trips until the dispatch ends. The first one waits for its start and does not count. */
  private void converse(long start) {
    boolean started = trip() >= 0;
    while (started && trips < MOST_TRIPS) {
      long nanos = trip();
      if (nanos < 0) {
        return;
      }
      samples[trips++] = nanos;
      if ((trips & FENCE_EVERY - 1) == 0 && !goesOn(start)) {
        return;
      }
    }
  }

  /** One trip in nanoseconds; negative when the dispatch ended before the answer. */
  private long trip() {
    long start = System.nanoTime();
    kernel.ask();
    return kernel.answered() ? System.nanoTime() - start : -1;
  }
}
