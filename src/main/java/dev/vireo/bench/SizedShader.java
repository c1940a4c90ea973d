package dev.vireo.bench;

import dev.vireo.gpu.ComputePipeline;
import dev.vireo.gpu.GpuBuffer;
import dev.vireo.gpu.MemoryUse;
import dev.vireo.gpu.RecordedCommands;
import java.util.List;

/** The same as {@link SizedProgram}, written by hand: a shader's text, and a recorded dispatch. */
final class SizedShader implements RoundTrip {
  private final BenchDevice device;
  private final int statements;
  private final boolean compiles;
  private final GpuBuffer words;
  private ComputePipeline pipeline;
  private RecordedCommands commands;
  private int number;
  private String text;

  /**
   * Opens one.
   *
   * @param compiles whether a trip begins with a text, new each time, or with what was recorded
   */
  SizedShader(BenchDevice device, int statements, boolean compiles) {
    this.device = device;
    this.statements = statements;
    this.compiles = compiles;
    words = device.gpu.buffer("y", 4L * SizedText.WORDS, MemoryUse.DEVICE);
    number = SizedText.anyNumber();
    between();
    if (!compiles) {
      make();
    }
  }

  @Override
  public void between() {
    number++;
    text = SizedText.glsl(statements, number);
  }

  private void make() {
    pipeline =
        device.gpu.pipeline("sized", device.compiler.compile("sized", text), List.of(words), 0);
    int groups = SizedText.WORDS / SizedText.LANES;
    commands = device.gpu.record("sized").dispatch(pipeline, groups).barrierToHost().end();
  }

  private void free() {
    commands.close();
    pipeline.close();
  }

  @Override
  public void trip() {
    if (compiles) {
      make();
    }
    device.submit(commands);
    device.poll();
    if (compiles) {
      free();
    }
  }

  @Override
  public void close() {
    if (!compiles) {
      free();
    }
    words.close();
    device.close();
  }
}
