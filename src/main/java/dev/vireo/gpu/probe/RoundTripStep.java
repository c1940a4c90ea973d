package dev.vireo.gpu.probe;

import dev.vireo.gpu.GpuBuffer;
import dev.vireo.gpu.RecordedCommands;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Measures round trips of requests and answers with one worker of a given shape. */
final class RoundTripStep {
  private static final int BYTES = 256;
  private static final int STOP = ProbeLayout.STOP;
  private static final int MOST_TRIPS = 50_000;
  private static final int FENCE_EVERY = 256;
  private static final long DISPATCH_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long ALL_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  /** With fewer trips it goes on for longer: the two sides may rarely have run together. */
  private static final int FEW_TRIPS = 1000;

  private static final long FEW_TRIPS_NANOS = TimeUnit.MILLISECONDS.toNanos(1200);

  private final ProbeBench bench;
  private final ByteBuffer requests;
  private final ByteBuffer answers;
  private final RecordedCommands commands;
  private final int turns;
  private final long[] samples = new long[MOST_TRIPS];
  private int trips;
  private int request;

  /** Median and 99th percentile in nanoseconds, of so many trips. */
  record Answer(long p50Nanos, long p99Nanos, int trips) {}

  private RoundTripStep(
      ProbeBench bench, WorkerKind kind, GpuBuffer requests, GpuBuffer answers, int budget) {
    this.bench = bench;
    this.requests = requests.mapped();
    this.answers = answers.mapped();
    int lanes = kind.lanes(bench.info().subgroupSize());
    this.commands =
        bench.commands(
            bench.pipeline(
                ProbeShaders.ROUND_TRIP,
                lanes,
                kind == WorkerKind.WORKGROUP,
                List.of(bench.params, requests, answers)),
            1);
    this.turns = bench.turnsFor(DISPATCH_NANOS, commands, budget);
  }

  static Answer run(
      ProbeBench bench, WorkerKind kind, int requestType, int answerType, int budget) {
    GpuBuffer requests = bench.buffer("requests", BYTES, bench.type(requestType));
    GpuBuffer answers = bench.buffer("answers", BYTES, bench.type(answerType));
    return new RoundTripStep(bench, kind, requests, answers, budget).measure();
  }

  private Answer measure() {
    long start = System.nanoTime();
    bench.parameters(turns);
    while (goesOn(start)) {
      bench.submit(commands);
      converse(start);
      ProbeBench.WORDS.setVolatile(requests, 0, STOP);
      bench.finish();
      ProbeBench.WORDS.setVolatile(requests, 0, request);
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
    request++;
    long start = System.nanoTime();
    ProbeBench.WORDS.setVolatile(requests, 0, request);
    for (int look = 1; (int) ProbeBench.WORDS.getAcquire(answers, 0) != request; look++) {
      Thread.onSpinWait();
      if ((look & FENCE_EVERY - 1) == 0) {
        if (bench.ended()) {
          return -1;
        }
        Thread.yield(); // a software driver may have to share this processor
      }
    }
    return System.nanoTime() - start;
  }
}
