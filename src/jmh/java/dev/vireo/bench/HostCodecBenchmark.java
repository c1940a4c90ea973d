package dev.vireo.bench;

import dev.vireo.protocol.ControlCodec;
import dev.vireo.protocol.ControlLayout;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.RingCodec;
import dev.vireo.protocol.WorkItem;
import java.nio.ByteBuffer;
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
import org.openjdk.jmh.annotations.Warmup;

/** The protocol's codecs, which readers of its bytes use: no device is needed. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class HostCodecBenchmark {
  private static final int SLOTS = 1024;
  private static final int OBSERVABLE_WORDS = 1024;

  private final List<WorkItem> items = new ArrayList<>();
  private ByteBuffer ring;
  private ByteBuffer control;

  /** Makes a ring and the control words. */
  @Setup
  public void open() {
    for (int i = 0; i < SLOTS; i++) {
      items.add(new WorkItem(Opcode.ATOMIC_ADD, 1, ControlLayout.OBSERVABLE_BASE + i, 0));
    }
    ring = RingCodec.encode(SLOTS);
    control = ControlCodec.encode(false, 1, OBSERVABLE_WORDS);
  }

  /** Slots into a ring, each. */
  @Benchmark
  @OperationsPerInvocation(SLOTS)
  public ByteBuffer encodeSlots() {
    RingCodec.encodeWorkItemsInto(ring, 0, items);
    return ring;
  }

  /** Counts slots that are done, each. */
  @Benchmark
  @OperationsPerInvocation(SLOTS)
  public int countDone() {
    return RingCodec.countDone(ring, SLOTS);
  }

  /** All metrics of the control words. */
  @Benchmark
  public int metrics() {
    return ControlCodec.metrics(control).size();
  }
}
