package dev.vireo.bench;

import dev.vireo.BindingSet;
import dev.vireo.Completion;
import dev.vireo.LoadedProgram;
import dev.vireo.Megakernel;
import dev.vireo.Resource;
import dev.vireo.gpu.ComputePipeline;
import dev.vireo.gpu.GpuBuffer;
import dev.vireo.gpu.MemoryUse;
import dev.vireo.gpu.RecordedCommands;
import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.DeviceException;
import dev.vireo.protocol.ProgramTier;
import dev.vireo.protocol.Slot;
import dev.vireo.vir0.Assembly;
import dev.vireo.vir0.ProgramCodec;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * What it takes from a program's bytes to its first result with a running kernel, and from a
 * shader's text with none; and a slot of a loaded program beside a recorded dispatch.
 *
 * @param load of programs, in nanoseconds
 * @param compile of shaders
 * @param slot of a loaded program
 * @param hot of a compiled one, in the kernel that runs where that can be
 * @param dispatch recorded, with a polled fence
 */
record FirstResults(
    Percentiles load,
    Percentiles compile,
    Percentiles slot,
    Percentiles hot,
    Percentiles dispatch) {
  private static final int WORDS = 1024;
  private static final int LANES = 64;
  private static final int DIGITS = 3;
  private static final long MOST_HEAT_NANOS = TimeUnit.SECONDS.toNanos(3);

  private interface Trip {
    void run(int number) throws InterruptedException;
  }

  static FirstResults measure(Subject subject, ProgramsSettings settings, Consumer<String> progress)
      throws InterruptedException {
    progress.accept("first results");
    int trips = settings.trips();
    Percentiles[] library = library(subject, settings, trips);
    Percentiles hot = hot(subject, settings, trips);
    try (BenchDevice device = BenchDevice.open(subject.name(), opened -> opened)) {
      Percentiles compile = percentiles(trips, number -> compile(device, number));
      Percentiles dispatch = dispatch(device, trips);
      return new FirstResults(library[0], compile, library[1], hot, dispatch);
    }
  }

  private static Percentiles percentiles(int trips, Trip trip) throws InterruptedException {
    int warmup = Math.max(1, trips / 5);
    Histogram histogram = new Histogram(DIGITS);
    for (int i = -warmup; i < trips; i++) {
      long start = System.nanoTime();
      trip.run(i);
      if (i >= 0) {
        histogram.recordValue(System.nanoTime() - start);
      }
    }
    return Percentiles.of(histogram);
  }

  // Every one another program, so that nothing that was kept helps.
  private static byte[] program(int number) {
    return ProgramCodec.encode(
        Assembly.parse(
            "saxpy.vir",
            "workgroup 64\nbuffer x: read_only f32[1]\nbuffer y: read_write f32[1]\n"
                + "main { y[gid.x] = "
                + (2.5 + number)
                + " * x[gid.x] + y[gid.x] }\n"));
  }

  private static Percentiles[] library(Subject subject, ProgramsSettings settings, int trips)
      throws InterruptedException {
    try (Megakernel kernel =
            Megakernel.open(settings.subject().config().withDevice(subject.name()));
        Resource x = kernel.resource("x", WORDS);
        Resource y = kernel.resource("y", WORDS)) {
      Map<String, Resource> resources = Map.of("x", x, "y", y);
      byte[][] blobs = new byte[trips + Math.max(1, trips / 5)][];
      for (int i = 0; i < blobs.length; i++) {
        blobs[i] = program(i);
      }
      int first = blobs.length - trips;
      Percentiles load =
          percentiles(
              trips,
              number -> {
                LoadedProgram program = kernel.load(blobs[number + first]);
                finish(kernel, program.bind(resources).slot(WORDS / LANES, 1, 1));
                program.close();
              });
      try (LoadedProgram program = kernel.load(blobs[0]);
          BindingSet set = program.bind(resources)) {
        Slot slot = set.slot(WORDS / LANES, 1, 1);
        return new Percentiles[] {load, percentiles(trips, number -> finish(kernel, slot))};
      }
    }
  }

  private static Percentiles hot(Subject subject, ProgramsSettings settings, int trips)
      throws InterruptedException {
    try (Megakernel kernel =
            Megakernel.open(
                settings
                    .subject()
                    .config()
                    .withDevice(subject.name())
                    .withProgramTier(ProgramTier.FUSED));
        Resource x = kernel.resource("x", WORDS);
        Resource y = kernel.resource("y", WORDS);
        LoadedProgram program = kernel.load(program(0));
        BindingSet set = program.bind(Map.of("x", x, "y", y))) {
      Slot slot = set.slot(WORDS / LANES, 1, 1);
      long start = System.nanoTime();
      while (!program.inKernel() && System.nanoTime() - start < MOST_HEAT_NANOS) {
        finish(kernel, slot);
      }
      return percentiles(trips, number -> finish(kernel, slot));
    }
  }

  static void finish(Megakernel kernel, Slot slot) throws InterruptedException {
    Completion completion = kernel.await(kernel.submit(slot));
    if (completion.status() != CompletionStatus.DONE) {
      throw new DeviceException(
          "a benchmark's program ended as " + completion.status() + " " + completion.fault());
    }
  }

  private static String shader(double factor) {
    return "layout(local_size_x = 64) in;\n"
        + "layout(std430, binding = 0) readonly buffer X { float x[]; };\n"
        + "layout(std430, binding = 1) buffer Y { float y[]; };\n"
        + "void main() { uint i = gl_GlobalInvocationID.x; y[i] = "
        + factor
        + " * x[i] + y[i]; }\n";
  }

  private static void compile(BenchDevice device, int number) {
    double factor = 2.5 + number % 1000 + System.nanoTime() % 1_000_000_007 * 1e-9;
    try (Saxpy saxpy = new Saxpy(device, factor)) {
      device.submit(saxpy.commands);
      device.poll();
    }
  }

  private static Percentiles dispatch(BenchDevice device, int trips) throws InterruptedException {
    try (Saxpy saxpy = new Saxpy(device, 2.5)) {
      return percentiles(
          trips,
          number -> {
            device.submit(saxpy.commands);
            device.poll();
          });
    }
  }

  private static final class Saxpy implements AutoCloseable {
    private final GpuBuffer x;
    private final GpuBuffer y;
    private final ComputePipeline pipeline;
    private final RecordedCommands commands;

    Saxpy(BenchDevice device, double factor) {
      x = device.gpu.buffer("x", 4L * WORDS, MemoryUse.DEVICE);
      y = device.gpu.buffer("y", 4L * WORDS, MemoryUse.DEVICE);
      pipeline =
          device.gpu.pipeline(
              "saxpy", device.compiler.compile("saxpy", shader(factor)), List.of(x, y), 0);
      commands = device.gpu.record("saxpy").dispatch(pipeline, WORDS / LANES).barrierToHost().end();
    }

    @Override
    public void close() {
      commands.close();
      pipeline.close();
      y.close();
      x.close();
    }
  }
}
