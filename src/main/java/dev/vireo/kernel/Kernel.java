package dev.vireo.kernel;

import dev.vireo.gpu.BoundBuffers;
import dev.vireo.gpu.ComputePipeline;
import dev.vireo.gpu.GpuBuffer;
import dev.vireo.gpu.GpuContext;
import dev.vireo.gpu.RecordedCommands;
import dev.vireo.gpu.ShaderCompiler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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
  private BoundBuffers bound; // with those of the programs that workers run; null where none are
  private GpuBuffer arena; // among them

  private record Slice(int groups, int handOnGroups, boolean settleFences) {}

  /**
   * Compiles the kernel. One with programs may be compiled on any thread, beside other uses of the
   * device, and is to be {@link #bind bound}.
   *
   * @throws dev.vireo.gpu.ShaderCompileException when a handler's text does not compile
   */
  public Kernel(GpuContext gpu, ShaderCompiler compiler, KernelBuffers buffers, KernelSpec spec) {
    this.gpu = gpu;
    this.compiler = compiler;
    this.buffers = buffers;
    this.spec = spec;
    String source = KernelSource.worker(spec, FlushCheck.floats(gpu));
    this.worker =
        spec.inlined().isEmpty()
            ? pipeline("worker", source)
            : gpu.pipelineBeside(
                "worker", compiler.compile("worker", source), InlineLayout.INLINE_BINDINGS, 0);
  }

  /**
   * Binds what the programs work on that workers run; nothing that was recorded before runs.
   *
   * @param block of the arena, the first one
   */
  public void bind(GpuBuffer block, InlineTable table) {
    if (block == arena || spec.inlined().isEmpty()) {
      return;
    }
    dropSlices();
    if (bound != null) {
      bound.close();
      bound = null;
    }
    List<GpuBuffer> all = new ArrayList<>(buffers.bindings());
    all.add(block);
    all.add(table.buffer);
    bound = gpu.bind(worker, all);
    arena = block;
  }

  private void dropSlices() {
    slices.values().forEach(RecordedCommands::close);
    slices.clear();
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
    if (bound == null) {
      recorder.dispatch(worker, slice.groups);
    } else {
      recorder.dispatch(worker, bound, slice.groups);
    }
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
    dropSlices();
    if (bound != null) {
      bound.close();
    }
    if (handOn != null) {
      handOn.close();
    }
    if (fences != null) {
      fences.close();
    }
    worker.close();
  }
}
