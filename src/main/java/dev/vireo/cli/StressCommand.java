package dev.vireo.cli;

import dev.vireo.bench.StressException;
import dev.vireo.bench.StressReport;
import dev.vireo.bench.StressSettings;
import dev.vireo.bench.StressWindow;
import java.io.PrintStream;
import java.util.DoubleSummaryStatistics;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code vireo stress}: publishes at random and proves that no slot was lost or doubled. */
@Command(
    name = "stress",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description =
        "Publishes slots and batches at random from several threads, and proves by checksums that"
            + " none was lost or doubled.",
    footer =
        "%nExit status: 0, 1 when the sums do not agree, 2 when the arguments are wrong, or 3 when"
            + " there is no such device, it cannot run in the mode, it failed, or nothing moved for 20 s.")
final class StressCommand implements Callable<Integer> {
  /** Runs. */
  interface Engine {
    /** Runs; {@code window} takes what was done in each second. */
    StressReport run(StressSettings settings, Consumer<StressWindow> window)
        throws InterruptedException;
  }

  private final Engine engine;

  @Spec private CommandSpec spec;

  @ParentCommand private Main main;

  @Option(
      names = "--device",
      paramLabel = "NAME",
      description =
          "Driver (lavapipe, lavapipe-25, swiftshader, nvidia, radv, ...), gpu, cpu, a UUID, part"
              + " of the device's name, or reference. Default: VIREO_DEVICE, else the best device.")
  private String device;

  @Option(
      names = "--slots",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "How many slots in all. Default: ${DEFAULT-VALUE}.")
  private long slots;

  @Option(
      names = "--producers",
      paramLabel = "1..8",
      defaultValue = "4",
      description = "Threads that publish. Default: ${DEFAULT-VALUE}.")
  private int producers;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Where the random choices start. Default: another one each time.")
  private Long seed;

  @Option(
      names = "--ring",
      paramLabel = "N",
      defaultValue = "4096",
      description = "Slots in the ring. Default: ${DEFAULT-VALUE}.")
  private int ring;

  @Option(
      names = "--partitions",
      description = "Divides the ring by priority; each thread publishes with one priority.")
  private boolean partitions;

  @Mixin private ModeOption mode;

  @Option(
      names = "--minutes",
      paramLabel = "M",
      defaultValue = "0",
      description = "Goes on so long instead of counting slots, and prints every second.")
  private int minutes;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "0",
      description = "The same, in seconds; both add up.")
  private int seconds;

  StressCommand(Engine engine) {
    this.engine = engine;
  }

  @Override
  public Integer call() throws InterruptedException {
    PrintStream out = main.console().out();
    StressReport report;
    try {
      StressSettings settings = settings();
      out.println(start(settings));
      out.flush();
      report = engine.run(settings, this::window);
    } catch (StressException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    out.println(ModeOption.line(report.mode(), report.modeReason()));
    out.printf(
        Locale.ROOT,
        "%s: %,d slots in %.1f s, %.2f million a second%n",
        report.device(),
        report.slots(),
        report.nanos() / 1e9,
        report.perSecond() / 1e6);
    if (!report.windows().isEmpty() && soak()) {
      spread(report, out);
    }
    report.wrong().forEach(main.console()::message);
    out.println(report.wrong().isEmpty() ? "none lost, none doubled" : "the sums do not agree");
    return report.wrong().isEmpty() ? ExitStatus.OK : ExitStatus.EXPECTATION_FAILED;
  }

  private StressSettings settings() {
    String chosen = device != null ? device : main.console().variable("VIREO_DEVICE");
    if (chosen != null && chosen.isBlank()) {
      throw new ParameterException(spec.commandLine(), "--device needs the name of a device");
    }
    long start = seed != null ? seed : System.nanoTime() & 0xFFFF_FFFFL;
    return new StressSettings(
        chosen, slots, producers, start, ring, mode.chosen(main.console()), duration(), partitions);
  }

  private boolean soak() {
    return minutes != 0 || seconds != 0;
  }

  /** In seconds. */
  private int duration() {
    if (minutes < 0 || seconds < 0) {
      return -1; // refused
    }
    return (int) Math.min(60L * minutes + seconds, Integer.MAX_VALUE);
  }

  private static String start(StressSettings settings) {
    return length(settings)
        + ", "
        + settings.producers()
        + (settings.producers() == 1 ? " producer" : " producers")
        + ", ring of "
        + settings.ring()
        + (settings.partitions() ? " in partitions" : "")
        + ", seed "
        + settings.seed();
  }

  private static String length(StressSettings settings) {
    int length = settings.seconds();
    if (length == 0) {
      return settings.slots() + " slots";
    } else if (length % 60 == 0) {
      return length / 60 + (length == 60 ? " minute" : " minutes");
    }
    return length + (length == 1 ? " second" : " seconds");
  }

  private void window(StressWindow window) {
    if (soak()) {
      PrintStream out = main.console().out();
      out.printf(Locale.ROOT, "%.2f million a second", window.perSecond() / 1e6);
      if (!Double.isNaN(window.p50Nanos())) {
        out.printf(
            Locale.ROOT,
            ", p50 %.1f µs, p99 %.1f µs",
            window.p50Nanos() / 1e3,
            window.p99Nanos() / 1e3);
      }
      out.println();
      out.flush();
    }
  }

  private static void spread(StressReport report, PrintStream out) {
    DoubleSummaryStatistics rates = report.extremes(StressWindow::perSecond);
    out.printf(
        Locale.ROOT,
        "coefficient of variation over %d %s of 1 s: %.3f; %.2f to %.2f million a second%n",
        report.windows().size(),
        report.windows().size() == 1 ? "window" : "windows",
        report.variation(),
        rates.getMin() / 1e6,
        rates.getMax() / 1e6);
    DoubleSummaryStatistics p50 = report.extremes(StressWindow::p50Nanos);
    DoubleSummaryStatistics p99 = report.extremes(StressWindow::p99Nanos);
    if (p50.getCount() != 0) {
      out.printf(
          Locale.ROOT,
          "round trips under this load, lowest and highest of the windows: p50 %.1f to %.1f µs, p99"
              + " %.1f to %.1f µs%n",
          p50.getMin() / 1e3,
          p50.getMax() / 1e3,
          p99.getMin() / 1e3,
          p99.getMax() / 1e3);
    }
  }
}
