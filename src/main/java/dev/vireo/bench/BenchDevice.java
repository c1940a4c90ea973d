package dev.vireo.bench;

import dev.vireo.gpu.ComputePipeline;
import dev.vireo.gpu.GpuBuffer;
import dev.vireo.gpu.GpuContext;
import dev.vireo.gpu.MemoryUse;
import dev.vireo.gpu.RecordedCommands;
import dev.vireo.gpu.ShaderCompiler;
import dev.vireo.gpu.ShaderFiles;
import dev.vireo.gpu.SubmitFence;
import dev.vireo.protocol.DeviceException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** An opened device as the ways without the library use it: submit, then poll the fence. */
final class BenchDevice implements AutoCloseable {
  private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final int LOOKS = 256;

  final GpuContext gpu;
  final ShaderCompiler compiler = new ShaderCompiler();
  private final SubmitFence fence;

  private BenchDevice(GpuContext gpu) {
    this.gpu = gpu;
    this.fence = gpu.fence();
  }

  /**
   * Opens a device and makes something on it, which closes it.
   *
   * @param name as {@link GpuContext#open} takes it
   */
  static <T> T open(String name, Function<BenchDevice, T> make) {
    GpuContext gpu = GpuContext.open(name, false);
    try {
      return make.apply(new BenchDevice(gpu));
    } catch (RuntimeException | Error failure) {
      gpu.close();
      throw failure;
    }
  }

  /** Makes a pipeline of a kernel in {@code shaders/bench}. */
  ComputePipeline pipeline(String name, int lanes, List<GpuBuffer> buffers, int pushConstantBytes) {
    String file = "bench/" + name;
    String source = ShaderFiles.kernel(file, lanes, BenchLayout.class, "");
    return gpu.pipeline(file, compiler.compile(file + ".comp", source), buffers, pushConstantBytes);
  }

  /** Returns the words of a buffer that the host may not be able to map. */
  int[] read(GpuBuffer buffer) {
    int[] words = new int[(int) (buffer.bytes() / Integer.BYTES)];
    try (GpuBuffer copied = gpu.buffer("copy", buffer.bytes(), MemoryUse.ANSWER);
        RecordedCommands copy =
            gpu.record("copy").copy(buffer, 0, copied, 0, buffer.bytes()).barrierToHost().end()) {
      submit(copy);
      await();
      copied.mapped().asIntBuffer().get(words);
    }
    return words;
  }

  void submit(RecordedCommands commands) {
    fence.reset();
    gpu.submit(commands, fence);
  }

  /** Whether what was submitted last has ended. */
  boolean ended() {
    return fence.signalled();
  }

  /** Polls the fence until what was submitted last has ended. */
  void poll() {
    long start = System.nanoTime();
    for (int look = 1; !fence.signalled(); look++) {
      Thread.onSpinWait();
      if ((look & LOOKS - 1) == 0) {
        checkTime(start);
        Thread.yield(); // a software driver may have to share this processor
      }
    }
  }

  /** Sleeps until what was submitted last has ended. */
  void await() {
    if (!fence.await(LONGEST_WAIT_NANOS)) {
      throw giveUp();
    }
  }

  /** Throws when nothing has happened for too long. */
  void checkTime(long start) {
    if (System.nanoTime() - start > LONGEST_WAIT_NANOS) {
      throw giveUp();
    }
  }

  private DeviceException giveUp() {
    gpu.abandon();
    return new DeviceException(
        "a dispatch on "
            + gpu.info().name()
            + " did not end within 10 s; its objects are left alone");
  }

  @Override
  public void close() {
    compiler.close();
    gpu.close();
  }
}
