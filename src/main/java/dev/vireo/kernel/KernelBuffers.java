package dev.vireo.kernel;

import dev.vireo.gpu.GpuBuffer;
import dev.vireo.gpu.GpuContext;
import dev.vireo.gpu.MemoryUse;
import dev.vireo.gpu.probe.Verdict;
import dev.vireo.protocol.CompletionLayout;
import dev.vireo.protocol.DebugLogLayout;
import dev.vireo.protocol.IoQueueLayout;
import dev.vireo.protocol.SlotLayout;
import java.util.List;

/**
 * The buffers of a megakernel. What the host writes and the device reads, what belongs to the
 * device, and what the device writes and the host reads lie apart, because no memory is good at all
 * three.
 */
public final class KernelBuffers {
  private final GpuContext gpu;
  private final Verdict live;

  /** The control buffer: the device's, with the host looking in. */
  public final GpuBuffer control;

  /** The ring: written by the host. */
  public final GpuBuffer ring;

  /** The debug log: the device's. */
  public final GpuBuffer debugLog;

  /** The IO queue; no operation uses it yet. */
  public final GpuBuffer ioQueue;

  /** What the host asks of a slice. */
  public final GpuBuffer request;

  /** Tickets, lists and task records: the device's. */
  public final GpuBuffer state;

  /**
   * Completion records: written by the device, read by the host. Behind them lies another record's
   * length for each slot, whose first word is not 0 while the slot waits for a signal; the host
   * clears it.
   */
  public final GpuBuffer completions;

  /** The tenant table: written by the host. */
  public final GpuBuffer tenants;

  /** What a slice did, and whatever else is copied for the host to read. */
  public final GpuBuffer report;

  /** Stamps of published slots, and the word that ends a live slice: written by the host. */
  public final GpuBuffer doorbell;

  /**
   * Creates the buffers; zero all over.
   *
   * @param lanes most invocations of a slice
   * @param live what was measured, when slices are to be live; else null
   */
  public KernelBuffers(GpuContext gpu, int ringSlots, int lanes, int controlWords, Verdict live) {
    this.gpu = gpu;
    this.live = live;
    control = gpu.buffer("control", 4L * controlWords, MemoryUse.DEVICE);
    ring = shared("ring", (long) SlotLayout.SLOT_BYTES * ringSlots, MemoryUse.REQUEST);
    debugLog = gpu.buffer("debug log", 4L * DebugLogLayout.BUFFER_WORDS, MemoryUse.DEVICE);
    long ioBytes = 4L * IoQueueLayout.IO_SLOT_WORDS * IoQueueLayout.IO_SLOT_COUNT;
    ioQueue = gpu.buffer("IO queue", ioBytes, MemoryUse.DEVICE);
    request = shared("request", 4L * PartitionLayout.requestWords(), MemoryUse.REQUEST);
    state = gpu.buffer("state", 4L * StateLayout.words(ringSlots, lanes), MemoryUse.DEVICE);
    // Behind the records, as much again for the marks of slots that wait for a signal.
    long completionBytes = 2L * CompletionLayout.COMPLETION_BYTES * ringSlots;
    completions = shared("completions", completionBytes, MemoryUse.ANSWER);
    doorbell = shared("doorbell", 4L * DoorbellLayout.words(ringSlots), MemoryUse.REQUEST);
    tenants = gpu.buffer("tenants", 4L * TenantTableLayout.TENANT_TABLE_WORDS, MemoryUse.REQUEST);
    report = gpu.buffer("report", 4L * StateLayout.ST_LISTS, MemoryUse.ANSWER);
  }

  /** What live slices rely on lies where that was seen to work, everything else where it suits. */
  private GpuBuffer shared(String name, long bytes, MemoryUse use) {
    if (live == null) {
      return gpu.buffer(name, bytes, use);
    }
    int type = use == MemoryUse.REQUEST ? live.requestType() : live.completionType();
    return gpu.buffer(name, bytes, gpu.info().placement().types().get(type));
  }

  /** Returns the buffers in the order of {@link KernelBindings}. */
  List<GpuBuffer> bindings() {
    return List.of(
        control, ring, debugLog, ioQueue, request, state, completions, doorbell, tenants);
  }
}
