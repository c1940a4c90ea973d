package dev.vireo.bench;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The library beside the bare loop, in turns of 10 to 30 milliseconds within one JVM, so that
 * whatever else the machine does meets both alike. Prints medians and quartiles of the rates, and
 * of the ratios between neighbouring turns, when it ends.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 30)
@Measurement(iterations = 120)
public class PairedRingBenchmark {
  private static final int LAPS = 128;
  private static final int WARMUP_ROUNDS = 30;
  private static final int ROUNDS = 120;

  private enum Way {
    BARE,
    BATCH,
    POLLED,
    STREAM
  }

  /** Device; see {@code vireo devices}. */
  @Param({"lavapipe", "swiftshader"})
  public String device;

  private final double[][] rates = new double[Way.values().length][ROUNDS];
  private LibraryRing library;
  private BareLoop bare;
  private int rounds = -WARMUP_ROUNDS;

  /** Opens the device twice: once for the library, once for the bare loop. */
  @Setup
  public void open() {
    library = new LibraryRing(device);
    bare =
        BenchDevice.open(
            device,
            opened -> new BareLoop(opened, RingBenchmark.RING_SLOTS, RingBenchmark.RING_SLOTS));
  }

  /** One turn of each, in an order that changes from round to round. */
  @Benchmark
  public void round() throws InterruptedException {
    int ways = Way.values().length;
    for (int i = 0; i < ways; i++) {
      int way = Math.floorMod(i + rounds, ways);
      double rate = turn(Way.values()[way]);
      if (rounds >= 0 && rounds < ROUNDS) {
        rates[way][rounds] = rate;
      }
      Thread.sleep(1); // the library's pump looks for more work for a moment, and shall be asleep
    }
    rounds++;
  }

  /** Returns millions of slots a second. */
  private double turn(Way way) throws InterruptedException {
    long start = System.nanoTime();
    switch (way) {
      case BARE -> {
        for (int i = 0; i < LAPS; i++) {
          bare.trip();
        }
      }
      case BATCH -> {
        for (int i = 0; i < LAPS; i++) {
          library.batch();
        }
      }
      case POLLED -> {
        for (int i = 0; i < LAPS; i++) {
          library.polledBatch();
        }
      }
      case STREAM -> library.stream(LAPS);
    }
    return 1e3 * LAPS * RingBenchmark.RING_SLOTS / (System.nanoTime() - start);
  }

  /** Closes, and prints what was found. */
  @TearDown
  public void close() {
    library.close();
    bare.close();
    System.out.printf(
        "%n%s, %d rounds of %d laps, load %s, bare loop %s%n",
        device,
        Math.min(rounds, ROUNDS),
        LAPS,
        Machine.currentLoad(),
        bare.polls() ? "polls" : "waits");
    double[] reference = rates[Way.BARE.ordinal()];
    for (Way way : Way.values()) {
      double[] own = rates[way.ordinal()];
      double[] ratios = new double[ROUNDS];
      Arrays.setAll(ratios, i -> own[i] / reference[i]);
      System.out.printf("  %-6s %s M slots/s, %s of bare%n", way, spread(own), spread(ratios));
    }
  }

  private String spread(double[] values) {
    double[] sorted = Arrays.copyOf(values, Math.max(1, Math.min(rounds, ROUNDS)));
    Arrays.sort(sorted);
    int n = sorted.length;
    return String.format("%.2f (%.2f to %.2f)", sorted[n / 2], sorted[n / 4], sorted[n * 3 / 4]);
  }
}
