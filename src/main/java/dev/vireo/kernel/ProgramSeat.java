package dev.vireo.kernel;

import dev.vireo.gpu.BoundBuffers;
import dev.vireo.gpu.CommandRecorder;
import dev.vireo.gpu.ComputePipeline;
import dev.vireo.gpu.GpuBuffer;
import dev.vireo.gpu.GpuContext;
import dev.vireo.gpu.MemoryUse;
import dev.vireo.gpu.RecordedCommands;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What one program that runs keeps on the device between its dispatches: its image, its job and its
 * lanes' state. The dispatches are recorded here.
 */
final class ProgramSeat implements AutoCloseable {
  private static final int MOST_BOUND = 16;

  final GpuBuffer image;
  final GpuBuffer job;
  final GpuBuffer state;
  final GpuBuffer report;
  private final GpuContext gpu;
  private final Map<List<GpuBuffer>, Bound> bound = new HashMap<>(); // by the arena's blocks

  private record Dispatch(int groups, int constants) {}

  private static final class Bound {
    final ComputePipeline pipeline;
    final BoundBuffers buffers;
    final Map<Dispatch, RecordedCommands> dispatches = new HashMap<>();

    Bound(ComputePipeline pipeline, BoundBuffers buffers) {
      this.pipeline = pipeline;
      this.buffers = buffers;
    }

    void close() {
      dispatches.values().forEach(RecordedCommands::close);
      buffers.close();
    }
  }

  ProgramSeat(GpuContext gpu, long imageWords, long stateWords) {
    this.gpu = gpu;
    List<GpuBuffer> made = new ArrayList<>();
    try {
      made.add(gpu.buffer("program image", 4 * imageWords, MemoryUse.REQUEST));
      made.add(gpu.buffer("program job", 4L * ProgramLayout.JOB_WORDS, MemoryUse.REQUEST));
      made.add(gpu.buffer("program state", 4 * stateWords, MemoryUse.DEVICE));
      made.add(gpu.buffer("program report", 4L * ProgramLayout.VM_HEAD_WORDS, MemoryUse.ANSWER));
    } catch (RuntimeException | Error failed) {
      made.forEach(GpuBuffer::close);
      throw failed;
    }
    image = made.get(0);
    job = made.get(1);
    state = made.get(2);
    report = made.get(3);
  }

  /** Returns whether it has room for an image and a state; any thread. */
  boolean holds(long imageWords, long stateWords) {
    return imageWords <= image.bytes() / Integer.BYTES && stateWords <= stateWords();
  }

  long stateWords() {
    return state.bytes() / Integer.BYTES;
  }

  static IntBuffer words(GpuBuffer buffer) {
    return buffer.mapped().order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
  }

  /**
   * Returns the commands of a run's first dispatch, which clears what all lanes share.
   *
   * @param blocks the arena's blocks, as many as the pipeline binds
   */
  RecordedCommands first(
      ComputePipeline pipeline, List<GpuBuffer> blocks, int groups, int constants) {
    return recorded(pipeline, blocks, new Dispatch(groups, constants));
  }

  /** Returns the commands of a dispatch that goes on. */
  RecordedCommands next(ComputePipeline pipeline, List<GpuBuffer> blocks, int groups) {
    return recorded(pipeline, blocks, new Dispatch(groups, 0));
  }

  private RecordedCommands recorded(
      ComputePipeline pipeline, List<GpuBuffer> blocks, Dispatch dispatch) {
    Bound to = bound.get(blocks);
    if (to == null) {
      if (bound.size() == MOST_BOUND) {
        unbind();
      }
      List<GpuBuffer> all = new ArrayList<>(List.of(image, job, blocks.get(0), state));
      all.addAll(blocks.subList(1, blocks.size()));
      to = new Bound(pipeline, gpu.bind(pipeline, all));
      bound.put(List.copyOf(blocks), to);
    }
    RecordedCommands commands = to.dispatches.get(dispatch);
    if (commands == null) {
      commands = record(to, dispatch);
      to.dispatches.put(dispatch, commands);
    }
    return commands;
  }

  private RecordedCommands record(Bound to, Dispatch dispatch) {
    boolean first = dispatch.constants > 0;
    int cleared = first ? ProgramLayout.VM_HEAD_WORDS : ProgramLayout.HEAD_DISPATCH_WORDS;
    CommandRecorder recorder = gpu.record("interpreter").fill(state, 0, 4L * cleared, 0);
    if (first) {
      long from = 4L * ProgramLayout.JOB_CONSTANTS;
      recorder.copy(job, from, state, 4L * ProgramLayout.VM_HEAD_WORDS, 4L * dispatch.constants);
    }
    return recorder
        .barrierTransferToShader()
        .dispatch(to.pipeline, to.buffers, dispatch.groups)
        .barrierShaderToTransfer()
        .copy(state, 0, report, 0, 4L * ProgramLayout.VM_HEAD_WORDS)
        .barrierToHost()
        .end();
  }

  /** Forgets which blocks it was bound to: they may be freed. */
  void unbind() {
    bound.values().forEach(Bound::close);
    bound.clear();
  }

  @Override
  public void close() {
    unbind();
    report.close();
    state.close();
    job.close();
    image.close();
  }
}
