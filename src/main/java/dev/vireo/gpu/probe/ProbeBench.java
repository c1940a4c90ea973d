package dev.vireo.gpu.probe;

import dev.vireo.gpu.CommandRecorder;
import dev.vireo.gpu.ComputePipeline;
import dev.vireo.gpu.DeviceInfo;
import dev.vireo.gpu.GpuBuffer;
import dev.vireo.gpu.GpuContext;
import dev.vireo.gpu.MemoryType;
import dev.vireo.gpu.MemoryUse;
import dev.vireo.gpu.RecordedCommands;
import dev.vireo.gpu.ShaderCompiler;
import dev.vireo.gpu.SubmitFence;
import dev.vireo.protocol.DeviceException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The device as the measurements see it, inside the probe's process. One thread. */
final class ProbeBench implements AutoCloseable {
  /** Words of a mapped buffer; a volatile store is followed by a full fence. */
  static final VarHandle WORDS =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long LONGEST_DISPATCH = TimeUnit.SECONDS.toNanos(5);
  private static final int CALIBRATION_RUNS = 5;
  private static final int PARAMETER_BYTES = 64;
  private static final int BOARD_BYTES = 64;
  private static final int RESULT_BYTES = 4096;

  private final GpuContext gpu;
  private final ShaderCompiler compiler = new ShaderCompiler();
  private final SubmitFence fence;
  final GpuBuffer params;
  final GpuBuffer results;
  private final ByteBuffer paramWords;
  private final ByteBuffer resultWords;

  ProbeBench(GpuContext gpu) {
    this.gpu = gpu;
    this.fence = gpu.fence();
    this.params = gpu.buffer("parameters", PARAMETER_BYTES, MemoryUse.REQUEST);
    this.results = gpu.buffer("results", RESULT_BYTES, MemoryUse.ANSWER);
    this.paramWords = params.mapped();
    this.resultWords = results.mapped();
  }

  DeviceInfo info() {
    return gpu.info();
  }

  /** The memory type with this number. */
  MemoryType type(int index) {
    return info().placement().type(index);
  }

  GpuBuffer buffer(String name, long bytes, MemoryType type) {
    return gpu.buffer(name, bytes, type);
  }

  ComputePipeline pipeline(String shader, int lanes, boolean barriers, List<GpuBuffer> buffers) {
    String source = ProbeShaders.source(shader, lanes, barriers);
    return gpu.pipeline(shader, compiler.compile(shader + ".comp", source), buffers, 0);
  }

  /** Commands that run a kernel. */
  RecordedCommands commands(ComputePipeline pipeline, int groups) {
    return gpu.record(pipeline.name()).dispatch(pipeline, groups).barrierToHost().end();
  }

  /** A few words in the device's own memory, for kernels whose workgroups meet there. */
  GpuBuffer board() {
    return gpu.buffer("board", BOARD_BYTES, MemoryUse.DEVICE);
  }

  /** Commands that clear a board, run a kernel, and copy the board to the results. */
  RecordedCommands boardCommands(ComputePipeline pipeline, int groups, GpuBuffer board) {
    CommandRecorder recorder = gpu.record(pipeline.name());
    recorder.fill(board, 0, BOARD_BYTES, 0).barrierTransferToShader();
    recorder.dispatch(pipeline, groups).barrierShaderToTransfer();
    return recorder.copy(board, 0, results, 0, BOARD_BYTES).barrierToHost().end();
  }

  /** Sets what the next dispatch reads. */
  void parameters(int... words) {
    for (int i = 0; i < words.length; i++) {
      paramWords.putInt(4 * i, words[i]);
    }
    VarHandle.fullFence();
  }

  /** A word of the results of a dispatch that has ended, unsigned. */
  long result(int word) {
    return Integer.toUnsignedLong(resultWords.getInt(4 * word));
  }

  void submit(RecordedCommands commands) {
    fence.reset();
    gpu.submit(commands, fence);
  }

  boolean ended() {
    return fence.signalled();
  }

  /** Waits for the end of a dispatch; a kernel that does not end ends this process. */
  void finish() {
    if (!fence.await(LONGEST_DISPATCH)) {
      gpu.abandon();
      throw new DeviceException("a dispatch did not end within 5 s");
    }
  }

  /** Runs a dispatch to its end and returns how long that took, in nanoseconds. */
  long run(RecordedCommands commands) {
    long start = System.nanoTime();
    submit(commands);
    finish();
    return System.nanoTime() - start;
  }

  /** The shortest of some runs, in nanoseconds: on a busy machine the others say little. */
  long quickest(RecordedCommands commands) {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < CALIBRATION_RUNS; i++) {
      best = Math.min(best, run(commands));
    }
    return best;
  }

  /**
   * Finds how many turns make a dispatch of about this length. A first run warms the pipeline up.
   *
   * @param most never more turns than this
   * @param others parameters after the first, which is the number of turns
   */
  int turnsFor(long nanos, RecordedCommands commands, int most, int... others) {
    int turns = Math.min(most, 256);
    int[] words = new int[others.length + 1];
    System.arraycopy(others, 0, words, 1, others.length);
    words[0] = turns;
    parameters(words);
    run(commands);
    while (true) {
      words[0] = turns;
      parameters(words);
      if (quickest(commands) >= nanos / 4 || turns >= most) {
        return turns;
      }
      turns = (int) Math.min(most, 4L * turns);
    }
  }

  @Override
  public void close() {
    compiler.close();
    gpu.close();
  }
}
