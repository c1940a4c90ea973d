package dev.vireo.bench;

import dev.vireo.gpu.ShaderFiles;
import dev.vireo.kernel.ResidentProgram;
import dev.vireo.protocol.DeviceException;
import dev.vireo.vir0.WorkgroupSize;
import dev.vireo.vir0.bytecode.Bytecode;
import dev.vireo.vir0.bytecode.BytecodeMachine;
import dev.vireo.vir0.lowering.ProgramLowering;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Measures programs: six kinds of work as a dispatch written by hand, in the fused tier and in the
 * interpreter, on the same device in turn, with the data on the device; and what it takes from a
 * program's bytes to its first result.
 */
public final class ProgramsBench {
  private static final long FUEL = 1L << 40;

  private final ProgramsSettings settings;
  private final Consumer<String> progress;

  private ProgramsBench(ProgramsSettings settings, Consumer<String> progress) {
    this.settings = settings;
    this.progress = progress;
  }

  /**
   * Measures a device.
   *
   * @param progress is told what takes time
   * @throws DeviceException when there is no such device, it failed, or a way gives another result
   */
  public static ProgramsReport run(ProgramsSettings settings, Consumer<String> progress)
      throws InterruptedException {
    Subject subject = Subject.of(settings.subject(), progress);
    int words = settings.wordsFor(subject.cpu());
    ProgramsBench bench = new ProgramsBench(settings, progress);
    List<ProgramsRow> rows = new ArrayList<>();
    for (ProgramWork work : ProgramWork.all(words)) {
      rows.add(bench.measure(subject, work));
    }
    FirstResults first = FirstResults.measure(subject, settings, progress);
    return new ProgramsReport(
        subject.machine(),
        subject.mode(),
        subject.modeReason(),
        settings,
        words,
        rows,
        first.load(),
        first.compile(),
        first.slot(),
        first.hot(),
        first.dispatch());
  }

  private ProgramsRow measure(Subject subject, ProgramWork work) {
    progress.accept(work.name());
    Bytecode code = ProgramLowering.lower(work.program());
    int[][] contents = Arrays.stream(work.contents()).map(int[]::clone).toArray(int[][]::new);
    BytecodeMachine machine = new BytecodeMachine(code.image(), contents, FUEL, null);
    machine.run(grid(work));
    int[] expected = contents[work.output()];
    double instructions = (double) machine.executed() / work.items();
    try (BenchDevice device = BenchDevice.open(subject.name(), opened -> opened);
        PlainDispatch hand = byHand(device, work);
        ResidentProgram fused =
            ResidentProgram.fused(device.gpu, device.compiler, work.program(), work.contents());
        ResidentProgram interpreted =
            ResidentProgram.interpreted(
                device.gpu, device.compiler, work.program(), work.contents())) {
      double[][] rates = rates(work, hand, fused, interpreted, expected);
      return new ProgramsRow(
          work.name(),
          work.unit(),
          instructions,
          Spread.of(rates[0]),
          Spread.of(rates[1]),
          Spread.of(rates[2]));
    }
  }

  private static PlainDispatch byHand(BenchDevice device, ProgramWork work) {
    String file = "bench/programs/" + work.shader() + ".comp";
    String source = "#line 1 \"shaders/" + file + "\"\n" + ShaderFiles.read(file);
    ByteBuffer module = device.compiler.compile(file, source);
    return new PlainDispatch(device, file, module, work.contents(), work.output(), work.groups());
  }

  private static WorkgroupSize grid(ProgramWork work) {
    return new WorkgroupSize(work.groups(), 1, 1);
  }

  private double[][] rates(
      ProgramWork work,
      PlainDispatch hand,
      ResidentProgram fused,
      ResidentProgram interpreted,
      int[] expected) {
    int rounds = settings.subject().rounds();
    double[][] rates = new double[3][rounds];
    WorkgroupSize grid = grid(work);
    int output = work.output();
    for (int round = -1; round < rounds; round++) {
      hand.clear();
      fused.clear(output);
      interpreted.clear(output);
      double byHand = Turn.rate(work.items(), round < 0, hand::run);
      double compiled = Turn.rate(work.items(), round < 0, () -> fused.run(grid));
      double run = Turn.rate(work.items(), true, () -> interpreted.run(grid));
      if (round < 0) { // drivers compile, and each way has run once
        Turn.check(work.name(), "the shader written by hand", hand.result(), expected);
        Turn.check(work.name(), "the fused tier", fused.read(output), expected);
        Turn.check(work.name(), "the interpreter", interpreted.read(output), expected);
      } else {
        rates[0][round] = byHand;
        rates[1][round] = compiled;
        rates[2][round] = run;
      }
    }
    return rates;
  }
}
