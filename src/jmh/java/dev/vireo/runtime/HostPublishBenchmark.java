package dev.vireo.runtime;

import dev.vireo.kernel.Builtin;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Priority;
import dev.vireo.protocol.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Publisher and pump on a backend that completes slots at once: what a slot costs the host from
 * publishing to its completion, beside any device.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class HostPublishBenchmark {
  private static final int RING_SLOTS = 4096;
  private static final int SLOTS = 1024;
  private static final int BUILTINS = Builtin.ATOMIC_ADD.bit();
  private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final List<Slot> batch = new ArrayList<>();
  private SlotRuntime runtime;

  /** Opens the runtime. */
  @Setup
  public void open() {
    RuntimeSettings settings =
        new RuntimeSettings(RING_SLOTS, false, 0, 0, Long.MAX_VALUE, CLOSE_NANOS, 10_000, 0, 0);
    runtime = new SlotRuntime(new InstantBackend(RING_SLOTS), settings, BUILTINS);
    for (int i = 0; i < SLOTS; i++) {
      batch.add(Slot.of(Opcode.ATOMIC_ADD, 1, 160));
    }
  }

  /** Slots one by one, then waits for all; each. */
  @Benchmark
  @OperationsPerInvocation(SLOTS)
  public long singles() throws InterruptedException {
    long last = 0;
    for (int i = 0; i < SLOTS; i++) {
      last = runtime.publish(Opcode.ATOMIC_ADD, Priority.NORMAL.ordinal(), 1, 160, 0);
    }
    runtime.drain();
    return last;
  }

  /** As many in one batch; each. */
  @Benchmark
  @OperationsPerInvocation(SLOTS)
  public long batch() throws InterruptedException {
    long first = runtime.publish(batch);
    runtime.drain();
    return first;
  }

  /** A lone slot, awaited; through the pump's thread and back. */
  @Benchmark
  public int awaited() throws InterruptedException {
    long handle = runtime.publish(Opcode.ATOMIC_ADD, Priority.NORMAL.ordinal(), 1, 160, 0);
    return runtime.await(handle, Long.MAX_VALUE).status();
  }

  /** Closes the runtime. */
  @TearDown
  public void close() {
    runtime.close();
  }
}
