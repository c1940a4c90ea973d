package dev.vireo.bench;

import dev.vireo.BindingSet;
import dev.vireo.LoadedProgram;
import dev.vireo.Megakernel;
import dev.vireo.ProgramSpec;
import dev.vireo.Resource;
import dev.vireo.kernel.ResidentProgram;
import dev.vireo.protocol.DeviceException;
import dev.vireo.protocol.ProgramTier;
import dev.vireo.protocol.Slot;
import dev.vireo.spirv.lowering.Specialization;
import dev.vireo.spirv.lowering.SpirvProgram;
import dev.vireo.vir0.WorkgroupSize;
import dev.vireo.vir0.bytecode.BytecodeMachine;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Measures SPIR-V modules: the same bytes as a recorded dispatch, as slots in the compiled tier,
 * and in the interpreter, on the same device in turn, with the data on the device; and what it
 * takes from a module's bytes to its first result.
 */
public final class ModulesBench {
  private static final long FUEL = 1L << 40;

  private final ModulesSettings settings;
  private final Consumer<String> progress;
  private String uncompiled = "";

  private ModulesBench(ModulesSettings settings, Consumer<String> progress) {
    this.settings = settings;
    this.progress = progress;
  }

  /**
   * Measures a device.
   *
   * @param progress is told what takes time
   * @throws DeviceException when there is no such device, it failed, or a way gives another result
   */
  public static ModulesReport run(ModulesSettings settings, Consumer<String> progress)
      throws InterruptedException {
    Subject subject = Subject.of(settings.subject(), progress);
    FirstModules first = FirstModules.measure(subject, settings, progress);
    int words = settings.wordsFor(subject.cpu());
    ModulesBench bench = new ModulesBench(settings, progress);
    List<ModulesRow> rows = new ArrayList<>();
    for (ModuleWork work : ModuleWork.all(words)) {
      rows.add(bench.measure(subject, work));
    }
    return new ModulesReport(
        subject.machine(),
        subject.mode(),
        subject.modeReason(),
        settings,
        words,
        rows,
        bench.uncompiled,
        first);
  }

  private ModulesRow measure(Subject subject, ModuleWork work) throws InterruptedException {
    progress.accept(work.name());
    try (BenchDevice device = BenchDevice.open(subject.name(), opened -> opened);
        Megakernel kernel =
            Megakernel.open(
                settings
                    .subject()
                    .config()
                    .withDevice(subject.name())
                    .withProgramTier(ProgramTier.FUSED))) {
      return measure(device, kernel, work);
    }
  }

  private ModulesRow measure(BenchDevice device, Megakernel kernel, ModuleWork work)
      throws InterruptedException {
    byte[] module = work.module(device.compiler);
    SpirvProgram program = SpirvProgram.of(module, Specialization.DEFAULT);
    int[][] contents = Arrays.stream(work.contents()).map(int[]::clone).toArray(int[][]::new);
    BytecodeMachine machine = new BytecodeMachine(program.code().image(), contents, FUEL, null);
    machine.run(grid(work));
    int[] expected = contents[work.output()];
    double instructions = (double) machine.executed() / work.items();
    ByteBuffer direct = ByteBuffer.allocateDirect(module.length).put(module).flip();
    int rounds = settings.subject().rounds();
    double[][] rates = new double[3][rounds];
    try (PlainDispatch plain =
            new PlainDispatch(
                device, work.file(), direct, work.contents(), work.output(), work.groups());
        Slots slots = new Slots(kernel, work, module);
        ResidentProgram interpreted =
            ResidentProgram.interpreted(
                device.gpu, device.compiler, program.code(), work.contents())) {
      boolean compiled = slots.compiled();
      if (compiled) {
        Turn.warmUp(slots::small);
      }
      for (int round = -1; round < rounds; round++) {
        plain.clear();
        slots.clear();
        interpreted.clear(work.output());
        double one = Turn.rate(work.items(), round < 0, plain::run);
        double two = compiled ? Turn.rate(work.items(), round < 0, slots::run) : Double.NaN;
        double three = Turn.rate(work.items(), true, () -> interpreted.run(grid(work)));
        if (round < 0) { // drivers compile, and each way has run once
          Turn.check(work.name(), "the dispatch", plain.result(), expected);
          Turn.check(work.name(), "the interpreter", interpreted.read(work.output()), expected);
          if (compiled) {
            Turn.check(work.name(), "the compiled tier", slots.result(), expected);
          }
        } else {
          rates[0][round] = one;
          rates[1][round] = two;
          rates[2][round] = three;
        }
      }
      uncompiled = compiled ? uncompiled : work.name() + ": " + slots.reason();
      return new ModulesRow(
          work.name(),
          work.unit(),
          work.items(),
          instructions,
          Spread.of(rates[0]),
          compiled ? Spread.of(rates[1]) : null,
          Spread.of(rates[2]));
    }
  }

  private static WorkgroupSize grid(ModuleWork work) {
    return new WorkgroupSize(work.groups(), 1, 1);
  }

  /** The module as an opcode of a megakernel. */
  private static final class Slots implements AutoCloseable {
    private final Megakernel kernel;
    private final Map<String, Resource> resources = new TreeMap<>();
    private final LoadedProgram program;
    private final BindingSet set;
    private final Resource output;
    private final Slot slot;
    private final Slot small;

    Slots(Megakernel kernel, ModuleWork work, byte[] module) {
      this.kernel = kernel;
      for (int i = 0; i < work.contents().length; i++) {
        Resource resource = kernel.resource("0." + i, work.contents()[i].length);
        resource.write(0, work.contents()[i]);
        resources.put("0." + i, resource);
      }
      output = resources.get("0." + work.output());
      program = kernel.load(ProgramSpec.spirv(module).withName(work.file()).withNative());
      set = program.bind(resources);
      slot = set.slot(work.groups(), 1, 1);
      small = set.slot(1, 1, 1);
    }

    boolean compiled() {
      return program.tier() == ProgramTier.COMPILED;
    }

    String reason() {
      return program.tierReason();
    }

    void clear() {
      output.write(0, new int[output.words()]);
    }

    void run() throws InterruptedException {
      FirstResults.finish(kernel, slot);
    }

    /** A slot that takes the device as short as one can. */
    void small() throws InterruptedException {
      FirstResults.finish(kernel, small);
    }

    int[] result() {
      return output.read();
    }

    @Override
    public void close() {
      set.close();
      program.close();
      resources.values().forEach(Resource::close);
    }
  }
}
