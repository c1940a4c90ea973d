package dev.vireo.kernel;

import dev.vireo.gpu.CommandRecorder;
import dev.vireo.gpu.ComputePipeline;
import dev.vireo.gpu.GpuBuffer;
import dev.vireo.gpu.GpuContext;
import dev.vireo.gpu.MemoryUse;
import dev.vireo.gpu.RecordedCommands;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The interpreter's buffers, its pipeline that they are bound to, and its recorded dispatches. */
final class ProgramBuffers implements AutoCloseable {
  final GpuBuffer image;
  final GpuBuffer job;
  final GpuBuffer arena;
  final GpuBuffer state;
  final GpuBuffer report;
  private final GpuContext gpu;
  private final ComputePipeline pipeline;
  private final Map<Dispatch, RecordedCommands> dispatches = new HashMap<>();

  private record Dispatch(int groups, int constants) {}

  ProgramBuffers(
      GpuContext gpu, ByteBuffer spirv, long imageWords, long arenaWords, long stateWords) {
    this.gpu = gpu;
    image = gpu.buffer("program image", 4 * imageWords, MemoryUse.REQUEST);
    job = gpu.buffer("program job", 4L * ProgramLayout.JOB_WORDS, MemoryUse.REQUEST);
    arena = gpu.buffer("resources", 4 * arenaWords, MemoryUse.DEVICE);
    state = gpu.buffer("program state", 4 * stateWords, MemoryUse.DEVICE);
    report = gpu.buffer("program report", 4L * ProgramLayout.VM_HEAD_WORDS, MemoryUse.ANSWER);
    pipeline = gpu.pipeline("interpreter", spirv, bound(), 0);
  }

  /** Returns what the kernel binds, in the order of bindings. */
  List<GpuBuffer> bound() {
    return List.of(image, job, arena, state);
  }

  long words(GpuBuffer buffer) {
    return buffer.bytes() / Integer.BYTES;
  }

  /** Returns the commands of a run's first dispatch, which clears what all lanes share. */
  RecordedCommands first(int groups, int constants) {
    return dispatches.computeIfAbsent(new Dispatch(groups, constants), this::record);
  }

  /** Returns the commands of a dispatch that goes on. */
  RecordedCommands next(int groups) {
    return dispatches.computeIfAbsent(new Dispatch(groups, 0), this::record);
  }

  private RecordedCommands record(Dispatch dispatch) {
    boolean first = dispatch.constants > 0;
    int cleared = first ? ProgramLayout.VM_HEAD_WORDS : ProgramLayout.HEAD_DISPATCH_WORDS;
    CommandRecorder recorder = gpu.record("interpreter").fill(state, 0, 4L * cleared, 0);
    if (first) {
      long from = 4L * ProgramLayout.JOB_CONSTANTS;
      recorder.copy(job, from, state, 4L * ProgramLayout.VM_HEAD_WORDS, 4L * dispatch.constants);
    }
    return recorder
        .barrierTransferToShader()
        .dispatch(pipeline, dispatch.groups)
        .barrierShaderToTransfer()
        .copy(state, 0, report, 0, 4L * ProgramLayout.VM_HEAD_WORDS)
        .barrierToHost()
        .end();
  }

  @Override
  public void close() {
    dispatches.values().forEach(RecordedCommands::close);
    pipeline.close();
    report.close();
    state.close();
    arena.close();
    job.close();
    image.close();
  }
}
