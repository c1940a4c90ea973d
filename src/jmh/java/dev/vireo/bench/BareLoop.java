package dev.vireo.bench;

import dev.vireo.gpu.GpuContext;
import dev.vireo.gpu.RecordedCommands;
import dev.vireo.gpu.ShaderCompiler;
import dev.vireo.gpu.SubmitFence;
import dev.vireo.kernel.Builtin;
import dev.vireo.kernel.Kernel;
import dev.vireo.kernel.KernelBuffers;
import dev.vireo.kernel.KernelSpec;
import dev.vireo.kernel.RequestLayout;
import dev.vireo.kernel.StateLayout;
import dev.vireo.kernel.WorkerShape;
import dev.vireo.protocol.CompletionLayout;
import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.ControlLayout;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Priority;
import dev.vireo.protocol.Protection;
import dev.vireo.protocol.SlotLayout;
import dev.vireo.protocol.SlotStatus;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.lwjgl.system.MemoryUtil;

/**
 * What a program without the library would do: one thread fills a ring of slots, submits, waits for
 * the fence and looks at every completion record. Buffers, shader and command buffer are the
 * library's own, so that only what the library adds makes a difference.
 */
final class BareLoop implements AutoCloseable {
  private static final long LONGEST_WAIT_NANOS = 10_000_000_000L;
  private static final int TRIAL_LAPS = 300;
  private static final long LOW_MASK = 0xFFFF_FFFFL;

  private final GpuContext gpu;
  private final ShaderCompiler compiler;
  private final KernelBuffers buffers;
  private final SubmitFence fence;
  private final RecordedCommands slice;
  private final ByteBuffer request;
  private final long ring;
  private final long completions;
  private final int slots;
  private final boolean polls;
  private int sequence;

  BareLoop(String device, int slots, int observableWords) {
    this.slots = slots;
    gpu = GpuContext.open(device, false);
    compiler = new ShaderCompiler();
    buffers = new KernelBuffers(gpu, slots, ControlLayout.OBSERVABLE_BASE + observableWords);
    fence = gpu.fence();
    WorkerShape shape = WorkerShape.forDevice(gpu.info());
    KernelSpec spec =
        new KernelSpec(Protection.GUARDED, Builtin.ATOMIC_ADD.bit(), List.of(), shape.localSize());
    slice = new Kernel(gpu, compiler, buffers, spec).slice(shape.groupsFor(slots), false);
    ring = MemoryUtil.memAddress(buffers.ring.mapped());
    completions = MemoryUtil.memAddress(buffers.completions.mapped());
    request = buffers.request.mapped().order(ByteOrder.LITTLE_ENDIAN);
    put(RequestLayout.REQ_COUNT, slots);
    put(RequestLayout.REQ_LIST_IN, StateLayout.list(0, slots));
    put(RequestLayout.REQ_LIST_OUT, StateLayout.list(1, slots));
    put(RequestLayout.REQ_FUEL, shape.fuel());
    put(RequestLayout.REQ_SLOT_BUDGET, -1);
    put(RequestLayout.REQ_RING_SLOTS, slots);
    put(RequestLayout.REQ_CHUNK, shape.chunk());
    polls = medianLap(true) < medianLap(false);
  }

  /**
   * Returns whether this device answers sooner when the host polls the fence than when it waits.
   */
  boolean polls() {
    return polls;
  }

  /** Fills the ring once, runs it, and sees all completions. */
  void lap() {
    lap(polls);
  }

  private void lap(boolean polling) {
    fill();
    put(RequestLayout.REQ_BASE_SEQUENCE, sequence);
    VarHandle.fullFence();
    fence.reset();
    gpu.submit(slice, fence);
    if (polling) {
      while (!fence.signalled()) {
        Thread.onSpinWait();
      }
    } else if (!fence.await(LONGEST_WAIT_NANOS)) {
      throw new IllegalStateException("a slice did not end");
    }
    scan();
    sequence += slots;
  }

  private void fill() {
    for (int i = 0; i < slots; i++) {
      long at = ring + (long) i * SlotLayout.SLOT_BYTES;
      MemoryUtil.memPutLong(at, pair(SlotStatus.PUBLISHED, Opcode.ATOMIC_ADD));
      MemoryUtil.memPutLong(at + 8, pair(0, Priority.NORMAL.ordinal()));
      MemoryUtil.memPutLong(at + 16, pair(1, ControlLayout.OBSERVABLE_BASE + i));
      MemoryUtil.memPutLong(at + 24, 0L);
      MemoryUtil.memPutLong(at + 32, 0L);
      MemoryUtil.memPutLong(at + 40, 0L);
      MemoryUtil.memPutLong(at + 48, 0L);
      MemoryUtil.memPutLong(at + 56, 0L);
    }
  }

  private void scan() {
    for (int i = 0; i < slots; i++) {
      long at = completions + (long) i * CompletionLayout.COMPLETION_BYTES;
      if (MemoryUtil.memGetLong(at) != pair(sequence + i, CompletionStatus.DONE.code())) {
        throw new IllegalStateException(
            "slot " + i + " of the lap from " + sequence + " is not done");
      }
    }
  }

  private long medianLap(boolean polling) {
    long[] nanos = new long[TRIAL_LAPS];
    for (int i = 0; i < TRIAL_LAPS; i++) {
      long start = System.nanoTime();
      lap(polling);
      nanos[i] = System.nanoTime() - start;
    }
    Arrays.sort(nanos);
    return nanos[TRIAL_LAPS / 2];
  }

  private static long pair(int low, int high) {
    return low & LOW_MASK | (long) high << Integer.SIZE;
  }

  private void put(int word, int value) {
    request.putInt(Integer.BYTES * word, value);
  }

  @Override
  public void close() {
    compiler.close();
    gpu.close();
  }
}
