package dev.vireo.kernel;

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

  private record Dispatch(int groups, boolean first) {}

  ProgramBuffers(
      GpuContext gpu, ByteBuffer spirv, long imageWords, long arenaWords, long stateWords) {
    this.gpu = gpu;
    image = gpu.buffer("program image", 4 * imageWords, MemoryUse.REQUEST);
    job = gpu.buffer("program job", 4L * ProgramLayout.JOB_WORDS, MemoryUse.REQUEST);
    arena = gpu.buffer("resources", 4 * arenaWords, MemoryUse.DEVICE);
    state = gpu.buffer("program state", 4 * stateWords, MemoryUse.DEVICE);
    report = gpu.buffer("program report", 4L * ProgramLayout.VM_HEAD_WORDS, MemoryUse.ANSWER);
    pipeline = gpu.pipeline("interpreter", spirv, List.of(image, job, arena, state), 0);
  }

  long words(GpuBuffer buffer) {
    return buffer.bytes() / Integer.BYTES;
  }

  /** Returns the commands of a dispatch; a run's first one clears what all lanes share. */
  RecordedCommands dispatch(int groups, boolean first) {
    return dispatches.computeIfAbsent(new Dispatch(groups, first), this::record);
  }

  private RecordedCommands record(Dispatch dispatch) {
    int cleared = dispatch.first ? ProgramLayout.VM_HEAD_WORDS : ProgramLayout.HEAD_DISPATCH_WORDS;
    return gpu.record("interpreter")
        .fill(state, 0, 4L * cleared, 0)
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
