package dev.vireo.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One producer, a ring of 4,096 slots, ATOMIC_ADD, from publishing to the seen completion: the
 * library beside the bare loop. One operation is one slot, so that ops/us reads as millions of
 * slots a second. {@code vireo bench throughput} compares the two within one JVM.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RingBenchmark {
  static final int RING_SLOTS = 4096;

  /**
   * Laps of one invocation of the stream, so that its end, when the ring runs empty, counts little.
   */
  static final int STREAM_LAPS = 64;

  /** Device; see {@code vireo devices}. */
  @Param({"lavapipe", "swiftshader"})
  public String device;

  private LibraryRing library;
  private BareLoop bare;

  /** Opens the device twice: once for the library, once for the bare loop. */
  @Setup
  public void open() {
    library = new LibraryRing(device);
    bare = BenchDevice.open(device, opened -> new BareLoop(opened, RING_SLOTS, RING_SLOTS));
  }

  /** Fills the ring, submits, waits for the fence, looks at all completion records. */
  @Benchmark
  @OperationsPerInvocation(RING_SLOTS)
  public void bare() {
    bare.trip();
  }

  /** Submits a batch of 4,096 and waits for all of it. */
  @Benchmark
  @OperationsPerInvocation(RING_SLOTS)
  public long batch() throws InterruptedException {
    return library.batch();
  }

  /** Submits a batch of 4,096, waits for all of it, polls every handle. */
  @Benchmark
  @OperationsPerInvocation(RING_SLOTS)
  public int polledBatch() throws InterruptedException {
    return library.polledBatch();
  }

  /** Submits slot after slot as fast as the ring takes them, and polls every handle. */
  @Benchmark
  @OperationsPerInvocation(RING_SLOTS * STREAM_LAPS)
  public int stream() throws InterruptedException {
    return library.stream(STREAM_LAPS);
  }

  /** Checks that every slot had its effect, and closes. */
  @TearDown
  public void close() {
    library.close();
    bare.close();
  }
}
