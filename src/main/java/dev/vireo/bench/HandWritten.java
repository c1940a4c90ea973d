package dev.vireo.bench;

import dev.vireo.gpu.ComputePipeline;
import dev.vireo.gpu.GpuBuffer;
import dev.vireo.gpu.GpuContext;
import dev.vireo.gpu.MemoryUse;
import dev.vireo.gpu.RecordedCommands;
import dev.vireo.gpu.ShaderFiles;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** A work's shader written by hand, recorded once. */
final class HandWritten implements AutoCloseable {
  private final BenchDevice device;
  private final List<GpuBuffer> buffers = new ArrayList<>();
  private final GpuBuffer output;
  private final ComputePipeline pipeline;
  private final RecordedCommands commands;

  HandWritten(BenchDevice device, ProgramWork work) {
    this.device = device;
    GpuContext gpu = device.gpu;
    for (int[] words : work.contents()) {
      GpuBuffer buffer = gpu.buffer(work.name(), 4L * words.length, MemoryUse.DEVICE);
      buffers.add(buffer);
      try (GpuBuffer staging = gpu.buffer("upload", buffer.bytes(), MemoryUse.REQUEST)) {
        staging.mapped().order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().put(words);
        once(gpu.record("upload").copy(staging, 0, buffer, 0, buffer.bytes()).end());
      }
    }
    output = buffers.get(work.output());
    String file = "bench/programs/" + work.shader() + ".comp";
    String source = "#line 1 \"shaders/" + file + "\"\n" + ShaderFiles.read(file);
    pipeline = gpu.pipeline(file, device.compiler.compile(file, source), buffers, 0);
    commands = gpu.record(file).dispatch(pipeline, work.groups()).barrierToHost().end();
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
