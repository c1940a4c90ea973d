package dev.vireo.bench;

import dev.vireo.gpu.ComputePipeline;
import dev.vireo.gpu.GpuBuffer;
import dev.vireo.gpu.GpuContext;
import dev.vireo.gpu.MemoryUse;
import dev.vireo.gpu.RecordedCommands;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** A shader's dispatch over buffers on the device, recorded once, as one writes it by hand. */
final class PlainDispatch implements AutoCloseable {
  private final BenchDevice device;
  private final List<GpuBuffer> buffers = new ArrayList<>();
  private final GpuBuffer output;
  private final ComputePipeline pipeline;
  private final RecordedCommands commands;

  /**
   * Uploads the contents, and makes the pipeline.
   *
   * @param contents words of the buffers, in the order of their bindings
   * @param output number of the buffer that holds the result
   * @param groups workgroups, along x
   */
  PlainDispatch(
      BenchDevice device,
      String name,
      ByteBuffer module,
      int[][] contents,
      int output,
      int groups) {
    this.device = device;
    GpuContext gpu = device.gpu;
    for (int[] words : contents) {
      GpuBuffer buffer = gpu.buffer(name, 4L * words.length, MemoryUse.DEVICE);
      buffers.add(buffer);
      try (GpuBuffer staging = gpu.buffer("upload", buffer.bytes(), MemoryUse.REQUEST)) {
        staging.mapped().order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().put(words);
        once(gpu.record("upload").copy(staging, 0, buffer, 0, buffer.bytes()).end());
      }
    }
    this.output = buffers.get(output);
    pipeline = gpu.pipeline(name, module, buffers, 0);
    commands = gpu.record(name).dispatch(pipeline, groups).barrierToHost().end();
  }

  private void once(RecordedCommands recorded) {
    try (recorded) {
      device.submit(recorded);
      device.await();
    }
  }

  void clear() {
    once(device.gpu.record("clear").fill(output, 0, output.bytes(), 0).barrierToHost().end());
  }

  void run() {
    device.submit(commands);
    device.await();
  }

  int[] result() {
    return device.read(output);
  }

  @Override
  public void close() {
    commands.close();
    pipeline.close();
    buffers.forEach(GpuBuffer::close);
  }
}
