package dev.vireo.kernel;

import dev.vireo.gpu.ComputePipeline;
import dev.vireo.gpu.GpuContext;
import dev.vireo.gpu.RecordedCommands;
import dev.vireo.gpu.ShaderCompiler;
import java.util.HashMap;
import java.util.Map;

/**
 * A kernel built from a {@link KernelSpec}: the worker, the pass that settles fences, and the
 * command buffers of its slices, recorded once each. One thread at a time.
 */
public final class Kernel implements AutoCloseable {
  private final GpuContext gpu;
  private final ShaderCompiler compiler;
  private final KernelBuffers buffers;
  private final KernelSpec spec;
  private final ComputePipeline worker;
  private final Map<Slice, RecordedCommands> slices = new HashMap<>();
  private ComputePipeline fences;
  private ComputePipeline handOn;

  private record Slice(int groups, int handOnGroups, boolean settleFences) {}

  /**
   * Compiles the kernel.
   *
   * @throws dev.vireo.gpu.ShaderCompileException when a handler's text does not compile
   */
  public Kernel(GpuContext gpu, ShaderCompiler compiler, KernelBuffers buffers, KernelSpec spec) {
    this.gpu = gpu;
    this.compiler = compiler;
    this.buffers = buffers;
    this.spec = spec;
    this.worker = pipeline("worker", KernelSource.worker(spec));
  }

  /** Returns the set of built-in operations that it contains. */
  public int builtins() {
    return spec.builtins();
  }

  /** Returns what it was built from. */
  public KernelSpec spec() {
    return spec;
  }

  /**
   * Returns the commands of a slice.
   *
   * @param groups workgroups of workers
   * @param resumeCount slots to resume; when there are more than invocations that look for them
   *     first, those that are not reached are handed on
   * @param settleFences whether batch fences wait
   */
  public RecordedCommands slice(int groups, int resumeCount, boolean settleFences) {
    int resumers = groups * spec.localSize() / 2;
    int handOnGroups =
        resumeCount <= resumers
            ? 0
            : WorkerShape.workgroups(resumeCount, KernelSource.HAND_ON_LOCAL_SIZE);
    return slices.computeIfAbsent(new Slice(groups, handOnGroups, settleFences), this::record);
  }

  private RecordedCommands record(Slice slice) {
    var recorder = gpu.record("slice of " + slice.groups + " workgroups");
    recorder.fill(buffers.state, 0, 4L * StateLayout.ST_SLICE_WORDS, 0);
    if (spec.partitioned()) {
      long bytes = 4L * PartitionLayout.PARTITION_STATE_WORDS;
      recorder.fill(buffers.state, 4L * PartitionLayout.PARTITION_CLAIMED, bytes, 0);
    }
    recorder.barrierTransferToShader();
    recorder.dispatch(worker, slice.groups);
    if (slice.handOnGroups > 0) {
      recorder.barrierShaderToShader().dispatch(handOnPass(), slice.handOnGroups);
    }
    if (slice.settleFences) {
      recorder.barrierShaderToShader().dispatch(fencePass(), 1);
    }
    recorder.barrierShaderToTransfer();
    int words = spec.partitioned() ? StateLayout.ST_LISTS : StateLayout.ST_REPORT_WORDS;
    recorder.copy(buffers.state, 0, buffers.report, 0, 4L * words);
    return recorder.barrierToHost().end();
  }

  private ComputePipeline fencePass() {
    if (fences == null) {
      fences = pipeline("fences", KernelSource.fence(spec));
    }
    return fences;
  }

  private ComputePipeline handOnPass() {
    if (handOn == null) {
      handOn = pipeline("hand on", KernelSource.handOn(spec));
    }
    return handOn;
  }

  private ComputePipeline pipeline(String name, String source) {
    return gpu.pipeline(name, compiler.compile(name, source), buffers.bindings(), 0);
  }

  @Override
  public void close() {
    slices.values().forEach(RecordedCommands::close);
    slices.clear();
    if (handOn != null) {
      handOn.close();
    }
    if (fences != null) {
      fences.close();
    }
    worker.close();
  }
}
