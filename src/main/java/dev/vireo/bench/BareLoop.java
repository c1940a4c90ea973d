package dev.vireo.bench;

import dev.vireo.gpu.RecordedCommands;
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
import dev.vireo.protocol.DeviceException;
import dev.vireo.protocol.Protection;
import dev.vireo.protocol.SlotLayout;
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
final class BareLoop implements RoundTrip {
  private static final int TRIAL_LAPS = 100;
  private static final int TRIAL_SLOTS = 100 * 4096;
  private static final int LEAST_LAPS = 5;

  private final BenchDevice device;
  private final RecordedCommands slice;
  private final ByteBuffer request;
  private final long ring;
  private final long completions;
  private final int slots;

  /** Whether this device answers sooner when the host polls the fence than when it waits. */
  private final boolean polls;

  private int sequence;

  BareLoop(BenchDevice device, int slots, int observableWords) {
    this.device = device;
    this.slots = slots;
    WorkerShape shape = WorkerShape.forDevice(device.gpu.info());
    KernelBuffers buffers =
        new KernelBuffers(
            device.gpu,
            slots,
            shape.mostLanes(),
            ControlLayout.OBSERVABLE_BASE + observableWords,
            null);
    KernelSpec spec =
        new KernelSpec(
            Protection.GUARDED, Builtin.ATOMIC_ADD.bit(), List.of(), shape.localSize(), null);
    Kernel kernel = new Kernel(device.gpu, device.compiler, buffers, spec);
    slice = kernel.slice(shape.groupsFor(slots), 0, false);
    ring = MemoryUtil.memAddress(buffers.ring.mapped());
    completions = MemoryUtil.memAddress(buffers.completions.mapped());
    request = buffers.request.mapped().order(ByteOrder.LITTLE_ENDIAN);
    put(RequestLayout.REQ_COUNT, slots);
    int lanes = shape.mostLanes();
    put(RequestLayout.REQ_LIST_IN, StateLayout.list(0, slots, lanes));
    put(RequestLayout.REQ_LIST_OUT, StateLayout.list(1, slots, lanes));
    put(RequestLayout.REQ_TASKS, StateLayout.tasks(slots, lanes));
    put(RequestLayout.REQ_TURNS, shape.turns());
    put(RequestLayout.REQ_FUEL, shape.fuel());
    put(RequestLayout.REQ_SLOT_BUDGET, -1);
    put(RequestLayout.REQ_RING_SLOTS, slots);
    put(RequestLayout.REQ_CHUNK, shape.chunk());
    polls = medianLap(true) < medianLap(false);
  }

  @Override
  public int tasks() {
    return slots;
  }

  /** Fills the ring once, runs it, and sees all completions. */
  @Override
  public void trip() {
    trip(polls);
  }

  private void trip(boolean polling) {
    fill();
    put(RequestLayout.REQ_BASE_SEQUENCE, sequence);
    VarHandle.fullFence();
    device.submit(slice);
    if (polling) {
      device.poll();
    } else {
      device.await();
    }
    scan();
    sequence += slots;
  }

  private void fill() {
    for (int i = 0; i < slots; i++) {
      long at = ring + (long) i * SlotLayout.SLOT_BYTES;
      BareSlot.fill(at, ControlLayout.OBSERVABLE_BASE + i);
    }
  }

  private void scan() {
    for (int i = 0; i < slots; i++) {
      long at = completions + (long) i * CompletionLayout.COMPLETION_BYTES;
      if (MemoryUtil.memGetLong(at) != BareSlot.pair(sequence + i, CompletionStatus.DONE.code())) {
        throw new DeviceException("slot " + i + " of the lap from " + sequence + " is not done");
      }
    }
  }

  private long medianLap(boolean polling) {
    int laps = Math.max(LEAST_LAPS, Math.min(TRIAL_LAPS, TRIAL_SLOTS / slots));
    long[] nanos = new long[laps];
    for (int i = 0; i < laps; i++) {
      long start = System.nanoTime();
      trip(polling);
      nanos[i] = System.nanoTime() - start;
    }
    Arrays.sort(nanos);
    return nanos[laps / 2];
  }

  private void put(int word, int value) {
    request.putInt(Integer.BYTES * word, value);
  }

  @Override
  public void close() {
    device.close();
  }
}
