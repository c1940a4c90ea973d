package dev.vireo.cli;

import dev.vireo.fuzz.Fuzz;
import dev.vireo.fuzz.FuzzTier;
import dev.vireo.script.ProgramEngine;
import dev.vireo.script.ProgramTier;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code vireo fuzz}: runs programs that are made at random in all tiers. */
@Command(
    name = "fuzz",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description =
        "Makes VIR0 programs at random and compares what each tier gives for them with the"
            + " reference, bit by bit. A difference leaves a folder with the program, its inputs,"
            + " the outputs of both, and the commands that repeat it.",
    footer =
        "%nExit status: 0, 1 when results differ, 2 when the arguments are wrong, or 3 when the"
            + " device is missing or failed.")
final class FuzzCommand implements Callable<Integer> {
  private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(10);

  @Spec private CommandSpec spec;

  @ParentCommand private Main main;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description =
          "What the first program is made from; the others follow. Default: another one each time.")
  private Long seed;

  @Option(
      names = "--programs",
      paramLabel = "N",
      defaultValue = "100",
      description = "How many programs. Default: ${DEFAULT-VALUE}.")
  private long programs;

  @Option(
      names = "--minutes",
      paramLabel = "M",
      defaultValue = "0",
      description = "Goes on so long instead of counting programs.")
  private long minutes;

  @Option(
      names = "--tier",
      paramLabel = "interpreter|fused",
      split = ",",
      defaultValue = "interpreter,fused",
      description = "What is compared with the reference. Default: ${DEFAULT-VALUE}.")
  private List<ProgramTier> tiers;

  @Option(
      names = "--device",
      paramLabel = "NAME",
      description = "Device of the tiers. Default: VIREO_DEVICE, else the best device.")
  private String device;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "vireo-fuzz",
      description = "Where folders of differences are made. Default: ${DEFAULT-VALUE}.")
  private Path out;

  @Override
  public Integer call() {
    if (programs < 1 || minutes < 0) {
      throw new ParameterException(
          spec.commandLine(), "--programs must be at least 1, and --minutes at least 0");
    }
    if (!List.of(ProgramTier.INTERPRETER, ProgramTier.FUSED).containsAll(tiers)) {
      throw new ParameterException(
          spec.commandLine(), "--tier: pass interpreter, fused or interpreter,fused");
    }
    long start = seed != null ? seed : System.nanoTime() & 0xFFFF_FFFFL;
    String chosen = device != null ? device : main.console().variable("VIREO_DEVICE");
    List<ProgramEngine> engines = new ArrayList<>();
    try {
      List<FuzzTier> all = new ArrayList<>();
      for (ProgramTier tier : tiers.stream().distinct().toList()) {
        ProgramEngine engine = ProgramEngine.openOnce(tier, chosen);
        engines.add(engine);
        all.add(new FuzzTier(tier.name().toLowerCase(Locale.ROOT), engine::run));
      }
      main.console().out().println(engines.get(0).deviceName() + ": from seed " + start);
      Fuzz fuzz = new Fuzz(all, out, chosen, main.console().out()::println);
      run(fuzz, start);
      return fuzz.mismatches() == 0 ? ExitStatus.OK : ExitStatus.EXPECTATION_FAILED;
    } finally {
      engines.forEach(ProgramEngine::close);
    }
  }

  private void run(Fuzz fuzz, long start) {
    PrintStream stream = main.console().out();
    long begin = System.nanoTime();
    long end = TimeUnit.MINUTES.toNanos(minutes);
    long shown = 0;
    while (minutes > 0 ? System.nanoTime() - begin < end : fuzz.programs() < programs) {
      fuzz.program(start + fuzz.programs());
      long past = System.nanoTime() - begin;
      if (past - shown >= PROGRESS_NANOS) {
        shown = past;
        stream.printf(
            Locale.ROOT,
            "%d s: %d programs, %d differences%n",
            TimeUnit.NANOSECONDS.toSeconds(past),
            fuzz.programs(),
            fuzz.mismatches());
        stream.flush();
      }
    }
    new TreeMap<>(fuzz.unsupported())
        .forEach((what, count) -> stream.println(count + " without a form in " + what));
    stream.printf(
        Locale.ROOT,
        "%d programs, %d of them trapped, %d differences%n",
        fuzz.programs(),
        fuzz.trapped(),
        fuzz.mismatches());
  }
}
