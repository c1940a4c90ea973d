package dev.vireo.spirv.lowering;

import dev.vireo.gpu.ComputePipeline;
import dev.vireo.gpu.GpuBuffer;
import dev.vireo.gpu.GpuContext;
import dev.vireo.gpu.MemoryUse;
import dev.vireo.gpu.RecordedCommands;
import dev.vireo.gpu.SubmitFence;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Modules as pipelines on a device, with storage buffers of set 0 and push constants. */
final class NativeRuns implements AutoCloseable {
  private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final GpuContext gpu;
  private final SubmitFence fence;

  NativeRuns(String device) {
    gpu = GpuContext.open(device, false);
    fence = gpu.fence();
  }

  /** Runs a module and returns the words of its buffers. */
  List<int[]> run(byte[] module, ShaderCase shader) {
    List<GpuBuffer> buffers = new ArrayList<>();
    for (int[] words : shader.inputs()) {
      GpuBuffer buffer = gpu.buffer("input", 4L * words.length, MemoryUse.ANSWER);
      words(buffer).put(words);
      buffers.add(buffer);
    }
    ByteBuffer code = ByteBuffer.allocateDirect(module.length).put(module).flip();
    List<int[]> results = new ArrayList<>();
    try (ComputePipeline pipeline =
            gpu.pipeline(shader.name(), code, buffers, 4 * shader.push().length);
        RecordedCommands commands =
            gpu.record(shader.name())
                .dispatch(pipeline, shader.groups(), shader.push())
                .barrierToHost()
                .end()) {
      fence.reset();
      gpu.submit(commands, fence);
      if (!fence.await(WAIT_NANOS)) {
        gpu.abandon();
        throw new AssertionError(shader + " did not end natively");
      }
      for (GpuBuffer buffer : buffers) {
        IntBuffer words = words(buffer);
        int[] copy = new int[(int) (buffer.bytes() / 4)];
        words.get(copy);
        results.add(copy);
      }
    }
    buffers.forEach(GpuBuffer::close);
    return results;
  }

  private static IntBuffer words(GpuBuffer buffer) {
    return buffer.mapped().order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
  }

  @Override
  public void close() {
    gpu.close();
  }
}
