package dev.vireo.bench;

import dev.vireo.BindingSet;
import dev.vireo.LoadedProgram;
import dev.vireo.Megakernel;
import dev.vireo.ProgramSpec;
import dev.vireo.Resource;
import dev.vireo.gpu.GpuBuffer;
import dev.vireo.gpu.MemoryUse;
import dev.vireo.protocol.ProgramTier;
import dev.vireo.spirv.lowering.Specialization;
import dev.vireo.spirv.lowering.SpirvProgram;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * What it takes from a module's bytes to its first result: loaded into a kernel that runs already,
 * and as a pipeline that is made and dispatched. Every module is another one, by a constant in it,
 * so that nothing that a driver or a cache has kept helps. A round of the one and a round of the
 * other take turns.
 *
 * @param instructions instructions of SPIR-V in the module's functions
 * @param bytecode instructions that they become
 * @param load nanoseconds from the bytes to the seen completion of the first slot
 * @param pipeline nanoseconds from the bytes to the seen end of the first dispatch
 * @param times the median of the one by that of the other, of each round
 */
public record FirstModules(
    int instructions, int bytecode, Percentiles load, Percentiles pipeline, Spread times) {
  private static final String FILE = "bench/modules/first.comp";

  /** The constant in the shader that makes each module another. */
  private static final int MARK = 0x5EED_5EED;

  private static final int WORDS = 1024;
  private static final int GROUPS = WORDS / 4 / 64;
  private static final int WARMUP = 10;
  private static final int DIGITS = 3;
  private static final int HEADER_WORDS = 5;
  private static final int OP_FUNCTION = 54;

  private interface Trip {
    void run(byte[] module) throws InterruptedException;
  }

  /** Modules that differ in their constant. */
  private static final class Modules {
    private final byte[] module;
    private final int place;
    private int made;

    Modules(byte[] module) {
      this.module = module;
      this.place = place(module);
    }

    private static int place(byte[] module) {
      ByteBuffer words = ByteBuffer.wrap(module).order(ByteOrder.LITTLE_ENDIAN);
      for (int at = 0; at < module.length; at += Integer.BYTES) {
        if (words.getInt(at) == MARK) {
          return at;
        }
      }
      throw new BenchException(FILE + " has lost its constant");
    }

    byte[] next() {
      byte[] copy = module.clone();
      int mark = (int) System.nanoTime() * 31 + made++;
      ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN).putInt(place, mark);
      return copy;
    }
  }

  static FirstModules measure(Subject subject, ModulesSettings settings, Consumer<String> progress)
      throws InterruptedException {
    progress.accept("first results");
    int rounds = settings.subject().rounds();
    int trips = Math.max(1, settings.trips() / rounds);
    Histogram load = new Histogram(DIGITS);
    Histogram pipeline = new Histogram(DIGITS);
    double[] times = new double[rounds];
    byte[] module = compiled(subject);
    Modules modules = new Modules(module);
    for (int round = 0; round < rounds; round++) {
      Histogram loaded = loads(subject, settings, modules, trips);
      Histogram made = pipelines(subject, modules, trips);
      times[round] =
          (double) made.getValueAtPercentile(50) / Math.max(1, loaded.getValueAtPercentile(50));
      load.add(loaded);
      pipeline.add(made);
    }
    return new FirstModules(
        instructions(module),
        SpirvProgram.of(module, Specialization.DEFAULT).code().instructions(),
        Percentiles.of(load),
        Percentiles.of(pipeline),
        Spread.of(times));
  }

  private static byte[] compiled(Subject subject) {
    try (BenchDevice device = BenchDevice.open(subject.name(), opened -> opened)) {
      return ModuleWork.compile(device.compiler, FILE);
    }
  }

  private static int instructions(byte[] module) {
    ByteBuffer words = ByteBuffer.wrap(module).order(ByteOrder.LITTLE_ENDIAN);
    int count = 0;
    boolean inside = false;
    for (int at = HEADER_WORDS * Integer.BYTES; at < module.length; ) {
      int first = words.getInt(at);
      inside |= (first & 0xFFFF) == OP_FUNCTION;
      count += inside ? 1 : 0;
      at += (first >>> 16) * Integer.BYTES;
    }
    return count;
  }

  private static Histogram timed(Modules modules, int trips, Trip trip)
      throws InterruptedException {
    Histogram histogram = new Histogram(DIGITS);
    for (int i = -WARMUP; i < trips; i++) {
      byte[] module = modules.next();
      long start = System.nanoTime();
      trip.run(module);
      if (i >= 0) {
        histogram.recordValue(System.nanoTime() - start);
      }
    }
    return histogram;
  }

  private static Histogram loads(
      Subject subject, ModulesSettings settings, Modules modules, int trips)
      throws InterruptedException {
    try (Megakernel kernel =
            Megakernel.open(
                settings
                    .subject()
                    .config()
                    .withDevice(subject.name())
                    .withProgramTier(ProgramTier.INTERPRETER));
        Resource given = kernel.resource("given", WORDS);
        Resource result = kernel.resource("result", WORDS)) {
      Map<String, Resource> resources = Map.of("0.0", given, "0.1", result);
      return timed(
          modules,
          trips,
          bytes -> {
            try (LoadedProgram program = kernel.load(ProgramSpec.spirv(bytes));
                BindingSet set = program.bind(resources)) {
              FirstResults.finish(kernel, set.slot(GROUPS, 1, 1));
            }
          });
    }
  }

  private static Histogram pipelines(Subject subject, Modules modules, int trips)
      throws InterruptedException {
    try (BenchDevice device = BenchDevice.open(subject.name(), opened -> opened);
        GpuBuffer given = device.gpu.buffer("given", 4L * WORDS, MemoryUse.DEVICE);
        GpuBuffer result = device.gpu.buffer("result", 4L * WORDS, MemoryUse.DEVICE)) {
      ByteBuffer direct = ByteBuffer.allocateDirect(modules.module.length);
      return timed(
          modules,
          trips,
          bytes -> {
            direct.clear().put(bytes).flip();
            try (var pipeline = device.gpu.pipeline(FILE, direct, List.of(given, result), 0);
                var commands =
                    device.gpu.record(FILE).dispatch(pipeline, GROUPS).barrierToHost().end()) {
              device.submit(commands);
              device.poll();
            }
          });
    }
  }
}
