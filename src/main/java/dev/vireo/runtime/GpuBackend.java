package dev.vireo.runtime;

import dev.vireo.gpu.GpuBuffer;
import dev.vireo.gpu.GpuContext;
import dev.vireo.gpu.MemoryUse;
import dev.vireo.gpu.RecordedCommands;
import dev.vireo.gpu.ShaderCompiler;
import dev.vireo.gpu.SubmitFence;
import dev.vireo.kernel.HandlerSource;
import dev.vireo.kernel.Kernel;
import dev.vireo.kernel.KernelBuffers;
import dev.vireo.kernel.KernelSpec;
import dev.vireo.kernel.RequestLayout;
import dev.vireo.kernel.StateLayout;
import dev.vireo.kernel.WorkerShape;
import dev.vireo.protocol.DebugLogLayout;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Protection;
import dev.vireo.protocol.SlotLayout;
import dev.vireo.protocol.SlotStatus;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Executes slots on a Vulkan device, one submit and fence a slice. */
final class GpuBackend implements SlotBackend {
  private static final long POLL_NANOS = 100_000;
  private static final long STAGING_BYTES = 64 * 1024;
  private static final long WAIT_NANOS = 2_000_000;
  private static final long WARM_UP_NANOS = 60_000_000_000L;

  private final GpuContext gpu;
  private final ShaderCompiler compiler;
  private final KernelBuffers buffers;
  private final WorkerShape shape;
  private final Protection protection;
  private final List<HandlerSource> handlers;
  private final SubmitFence fence;
  private final ByteBuffer request;
  private final ByteBuffer report;
  private final int ringSlots;
  private final int mostPolls;
  private Kernel kernel;
  private GpuBuffer staging;
  private int listIn;
  private int resumeStart;
  private volatile long giveUpAt = Long.MAX_VALUE;
  private volatile boolean abandoned;

  GpuBackend(GpuContext gpu, BackendSettings settings) {
    this.gpu = gpu;
    this.protection = settings.protection();
    this.handlers = settings.handlers();
    this.ringSlots = settings.ringSlots();
    this.shape = WorkerShape.forDevice(gpu.info());
    this.compiler = new ShaderCompiler();
    this.buffers = new KernelBuffers(gpu, ringSlots, settings.controlWords());
    this.fence = gpu.fence();
    this.request = buffers.request.mapped().order(ByteOrder.LITTLE_ENDIAN);
    this.report = buffers.report.mapped().order(ByteOrder.LITTLE_ENDIAN);
    // A software driver needs the core that polling would take.
    this.mostPolls = gpu.info().type() == dev.vireo.gpu.DeviceInfo.Type.CPU ? 0 : Integer.MAX_VALUE;
    request.putInt(4 * RequestLayout.REQ_RING_SLOTS, ringSlots);
    request.putInt(4 * RequestLayout.REQ_CHUNK, shape.chunk());
    request.putInt(4 * RequestLayout.REQ_FUEL, shape.fuel());
    request.putInt(4 * RequestLayout.REQ_SLOT_BUDGET, settings.slotBudget());
    int owner = RequestLayout.TENANT_KNOWN | RequestLayout.TENANT_ENABLED;
    request.putInt(4 * RequestLayout.REQ_TENANTS, owner);
    writeControl(0, settings.control(), 0, settings.control().length);
  }

  @Override
  public String deviceName() {
    return gpu.info().name();
  }

  @Override
  public ByteBuffer ring() {
    return buffers.ring.mapped();
  }

  @Override
  public boolean writeCombined() {
    return !buffers.ring.cheapHostReads();
  }

  @Override
  public ByteBuffer completions() {
    return buffers.completions.mapped();
  }

  @Override
  public void prepare(int builtins) {
    if (kernel != null && kernel.builtins() == builtins) {
      return;
    }
    Kernel next =
        new Kernel(
            gpu,
            compiler,
            buffers,
            new KernelSpec(protection, builtins, handlers, shape.localSize()));
    if (kernel != null) {
      kernel.close();
    }
    kernel = next;
    warmUp();
  }

  // Some drivers compile at the first dispatch, for seconds: an empty slice takes that out of the
  // time that slices with slots have to end in.
  private void warmUp() {
    request.putInt(4 * RequestLayout.REQ_COUNT, 0);
    request.putInt(4 * RequestLayout.REQ_RESUME_COUNT, 0);
    fence.reset();
    gpu.submit(kernel.slice(1, 0, false), fence);
    long start = System.nanoTime();
    while (!fence.await(WAIT_NANOS)) {
      if (System.nanoTime() - start >= WARM_UP_NANOS) {
        abandoned = true;
        gpu.abandon();
        throw new StuckSliceException(
            "an empty slice on "
                + deviceName()
                + " did not end within "
                + TimeUnit.NANOSECONDS.toSeconds(WARM_UP_NANOS)
                + " s; its Vulkan objects are left alone. Choose another device or driver");
      }
    }
  }

  @Override
  public void run(SliceRequest slice, SliceReport into) {
    request.putInt(4 * RequestLayout.REQ_BASE_SEQUENCE, (int) slice.baseSequence);
    request.putInt(4 * RequestLayout.REQ_BASE_SLOT, slice.baseSlot);
    request.putInt(4 * RequestLayout.REQ_FIRST_POSITION, slice.firstPosition);
    request.putInt(4 * RequestLayout.REQ_COUNT, slice.count);
    request.putInt(4 * RequestLayout.REQ_RESUME_COUNT, slice.resumeCount);
    request.putInt(4 * RequestLayout.REQ_RESUME_START, resumeStart);
    request.putInt(4 * RequestLayout.REQ_LIST_IN, StateLayout.list(listIn, ringSlots));
    request.putInt(4 * RequestLayout.REQ_LIST_OUT, StateLayout.list(1 - listIn, ringSlots));
    request.putInt(4 * RequestLayout.REQ_FENCE_COUNT, slice.fenceCount);
    for (int i = 0; i < slice.fenceCount; i++) {
      request.putInt(4 * (RequestLayout.REQ_FENCES + i), slice.fences[i]);
    }
    listIn = 1 - listIn;
    int groups = shape.groupsFor(slice.count + slice.resumeCount);
    submit(kernel.slice(groups, slice.resumeCount, slice.fenceCount > 0));
    into.claimed =
        (int) Math.min(Integer.toUnsignedLong(reported(StateLayout.ST_TICKET)), slice.count);
    into.yielded = reported(StateLayout.ST_YIELD_COUNT);
    // Those that no worker got to stand behind the others, and come first in the next slice.
    long reached = Integer.toUnsignedLong(reported(StateLayout.ST_RESUME_TICKET));
    int handedOn = (int) Math.max(0, slice.resumeCount - reached);
    resumeStart = handedOn == 0 ? 0 : into.yielded - handedOn;
    into.fencesSettled = reported(StateLayout.ST_FENCES_DONE);
    into.shutdown = reported(StateLayout.ST_SHUTDOWN) != 0;
    into.droppedPrints = reported(StateLayout.ST_DROPPED_PRINTS);
  }

  private int reported(int word) {
    return report.getInt(4 * word);
  }

  private void submit(RecordedCommands commands) {
    fence.reset();
    gpu.submit(commands, fence);
    long start = System.nanoTime();
    for (int i = 0; i < mostPolls && System.nanoTime() - start < POLL_NANOS; i++) {
      if (fence.signalled()) {
        return;
      }
      Thread.onSpinWait();
    }
    while (!fence.await(WAIT_NANOS)) {
      if (System.nanoTime() - giveUpAt >= 0) {
        abandoned = true;
        gpu.abandon();
        throw new StuckSliceException(stuck());
      }
    }
  }

  // The device may be looping in a handler: the ring shows what it claimed and did not finish.
  private String stuck() {
    ByteBuffer ring = buffers.ring.mapped().order(ByteOrder.LITTLE_ENDIAN);
    int suspect = -1;
    int suspicion = 0;
    int claimed = 0;
    for (int slot = 0; slot < ringSlots; slot++) {
      int at = slot * SlotLayout.SLOT_BYTES;
      if (ring.getInt(at) == SlotStatus.CLAIMED) {
        claimed++;
        int found = suspicion(ring.getInt(at + 4 * SlotLayout.OPCODE_WORD));
        if (found > suspicion) {
          suspicion = found;
          suspect = slot;
        }
      }
    }
    String what = "a slice on " + deviceName() + " did not end";
    if (suspect < 0) {
      return what + ", though no slot runs; its Vulkan objects are left alone";
    }
    int at = suspect * SlotLayout.SLOT_BYTES;
    return what
        + ": slot "
        + suspect
        + " (opcode "
        + Integer.toUnsignedString(ring.getInt(at + 4 * SlotLayout.OPCODE_WORD))
        + ", tenant "
        + Integer.toUnsignedString(ring.getInt(at + 4 * SlotLayout.TENANT_WORD))
        + ") was claimed and never finished ("
        + claimed
        + " slots are claimed); its Vulkan objects are left alone."
        + " Charge fuel in every loop of its handler";
  }

  // Built-in operations always end, but invocations that run beside one that loops wait for it,
  // and batch fences wait for the end of the slice.
  private int suspicion(int opcode) {
    if (opcode == Opcode.BATCH_FENCE) {
      return 0;
    }
    if (handlers.stream().anyMatch(handler -> handler.opcode() == opcode)) {
      return 3;
    }
    return opcode == Opcode.PACKED_SLOT ? 2 : 1;
  }

  @Override
  public boolean directAccess() {
    return buffers.control.mapped() != null && buffers.control.cheapHostReads();
  }

  @Override
  public void readControl(int first, int[] into, int offset, int count) {
    read(buffers.control, first, into, offset, count);
  }

  @Override
  public void writeControl(int first, int[] from, int offset, int count) {
    ByteBuffer mapped = buffers.control.mapped();
    if (mapped != null) {
      mapped.order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().put(first, from, offset, count);
      return;
    }
    try (GpuBuffer staging = gpu.buffer("staging", 4L * count, MemoryUse.REQUEST)) {
      staging.mapped().order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().put(0, from, offset, count);
      copy(staging, 0, buffers.control, 4L * first, 4L * count);
    }
  }

  @Override
  public int[] readDebugLog() {
    int[] words = new int[DebugLogLayout.BUFFER_WORDS];
    read(buffers.debugLog, 0, words, 0, words.length);
    return words;
  }

  @Override
  public int[] readRing() {
    int[] words = new int[ringSlots * SlotLayout.SLOT_WORDS];
    read(buffers.ring, 0, words, 0, words.length);
    return words;
  }

  // Host reads of device memory cost about a microsecond each, a copy about as much as a slice.
  private void read(GpuBuffer buffer, int first, int[] into, int offset, int count) {
    if (count == 0) {
      return;
    }
    if (buffer.mapped() != null && buffer.cheapHostReads()) {
      buffer.mapped().order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(first, into, offset, count);
      return;
    }
    GpuBuffer staging = staging(4L * count);
    copy(buffer, 4L * first, staging, 0, 4L * count);
    staging.mapped().order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(0, into, offset, count);
  }

  // Kept from read to read: allocating device memory takes some drivers milliseconds.
  private GpuBuffer staging(long bytes) {
    if (staging == null || staging.bytes() < bytes) {
      if (staging != null) {
        staging.close();
      }
      staging = gpu.buffer("staging", Math.max(bytes, STAGING_BYTES), MemoryUse.ANSWER);
    }
    return staging;
  }

  private void copy(GpuBuffer from, long fromByte, GpuBuffer to, long toByte, long bytes) {
    try (RecordedCommands commands =
        gpu.record("copy").copy(from, fromByte, to, toByte, bytes).barrierToHost().end()) {
      submit(commands);
    }
  }

  @Override
  public void giveUpAt(long nanoTime) {
    giveUpAt = nanoTime;
  }

  @Override
  public boolean abandoned() {
    return abandoned;
  }

  @Override
  public void close() {
    compiler.close();
    gpu.close();
  }
}
