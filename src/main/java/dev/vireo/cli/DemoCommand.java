package dev.vireo.cli;

import dev.vireo.demo.DemoProgress;
import dev.vireo.demo.DemoReport;
import dev.vireo.demo.DemoSettings;
import dev.vireo.demo.WebDemo;
import dev.vireo.protocol.ProgramTier;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code vireo demo}: draws pictures with the running kernel. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description =
        "Draws a scene with the running kernel, by tracing paths of light: every tile of the"
            + " picture is a slot, those near a moving point go first, a second tenant draws"
            + " another view at the same time, and the program is exchanged while tiles run.",
    footer =
        "%nExit status: 0, 2 when the arguments are wrong, or 3 when there is no such device, it"
            + " failed, or a file cannot be written.")
final class DemoCommand implements Callable<Integer> {
  /** Where {@code --web} listens. */
  static final String DEFAULT_PORT = "8237";

  private static final int MOST_PORT = 65_535;
  private static final Pattern SIZE = Pattern.compile("(\\d{1,5})x(\\d{1,5})");

  /** Renders. */
  interface Engine {
    DemoReport run(DemoSettings settings, Path folder, DemoProgress progress)
        throws InterruptedException;

    /** Serves the page until the process is ended; tells its address. */
    default void web(DemoSettings settings, int port, Consumer<String> address)
        throws InterruptedException {
      try (WebDemo web = new WebDemo(settings, port)) {
        address.accept(web.url());
        new CountDownLatch(1).await();
      }
    }
  }

  private final Engine engine;

  @Spec private CommandSpec spec;

  @ParentCommand private Main main;

  @Option(
      names = "--frames",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Pictures to draw, 1 to 999. From two on, demo.png plays them; 48 and more go round"
              + " without a seam. Default: ${DEFAULT-VALUE}.")
  private int frames;

  @Option(
      names = "--size",
      paramLabel = "WxH",
      defaultValue = "320x180",
      description = "Pixels of a picture, 16x16 to 4096x4096. Default: ${DEFAULT-VALUE}.")
  private String size;

  @Option(
      names = "--samples",
      paramLabel = "N",
      defaultValue = "24",
      description = "Light paths through each pixel, 1 to 4096. Default: ${DEFAULT-VALUE}.")
  private int samples;

  @Option(
      names = "--device",
      paramLabel = "NAME",
      description =
          "Driver (lavapipe, lavapipe-25, swiftshader, nvidia, radv, ...), gpu, cpu, a UUID, part"
              + " of the device's name, or reference. Default: VIREO_DEVICE, else the best device.")
  private String device;

  @Mixin private ModeOption mode;

  @Option(
      names = "--tier",
      paramLabel = "interpreter|fused|auto",
      defaultValue = "fused",
      description =
          "What runs the programs: compiled ones (fused), or the interpreter, or first one and then"
              + " the other (auto). Default: ${DEFAULT-VALUE}.")
  private ProgramTier tier;

  @Option(
      names = "--out",
      paramLabel = "DIRECTORY",
      defaultValue = "vireo-demo",
      description =
          "Folder for frame-0001.png and so on, demo.png, and priorities.png, which shows the"
              + " priority of each tile. Default: ${DEFAULT-VALUE}.")
  private Path folder;

  @Option(
      names = "--web",
      description =
          "Shows the picture as it grows in a browser instead, on this machine only, until Ctrl-C;"
              + " vireo top shows its figures in a terminal.")
  private boolean web;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = DEFAULT_PORT,
      description = "Where --web listens; 0 for any free port. Default: ${DEFAULT-VALUE}.")
  private int port;

  DemoCommand(Engine engine) {
    this.engine = engine;
  }

  @Override
  public Integer call() throws InterruptedException {
    DemoSettings settings = settings();
    if (web) {
      PrintStream out = main.console().out();
      engine.web(
          settings,
          port,
          url -> {
            out.println("open " + url + " in a browser; Ctrl-C ends it");
            out.flush();
          });
      return ExitStatus.OK;
    }
    PrintStream err = main.console().err();
    DemoBar bar = new DemoBar(err, System.console() != null);
    DemoReport report = engine.run(settings, folder, bar);
    bar.end();
    print(report, main.console().out());
    return ExitStatus.OK;
  }

  private DemoSettings settings() {
    String chosen = device != null ? device : main.console().variable("VIREO_DEVICE");
    if (chosen != null && chosen.isBlank()) {
      throw wrong("--device needs the name of a device");
    }
    if (port < 0 || port > MOST_PORT) {
      throw wrong("--port is 0 to " + MOST_PORT + ", got " + port);
    }
    Matcher pixels = SIZE.matcher(size);
    if (!pixels.matches()) {
      throw wrong("--size takes width and height such as 320x180, got \"" + size + "\"");
    }
    try {
      return new DemoSettings(
          chosen,
          mode.chosen(main.console()),
          tier,
          Integer.parseInt(pixels.group(1)),
          Integer.parseInt(pixels.group(2)),
          frames,
          samples);
    } catch (IllegalArgumentException e) {
      throw wrong(e.getMessage());
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private static void print(DemoReport report, PrintStream out) {
    out.println(ModeOption.line(report.mode(), report.modeReason()));
    out.printf(
        Locale.ROOT,
        "%s: %,d tiles in %.1f s, %,.0f tiles a second (main view %,d, second view %,d)%n",
        report.device(),
        report.allTiles(),
        report.nanos() / 1e9,
        report.perSecond(),
        report.tiles().get(0),
        report.tiles().get(1));
    out.printf(
        Locale.ROOT,
        "from submission to completion: p50 %.1f ms, p99 %.1f ms%n",
        report.p50Nanos() / 1e6,
        report.p99Nanos() / 1e6);
    out.printf(
        Locale.ROOT,
        "program exchanged while tiles ran: loaded in %.2f s, longest time without a tile %.0f"
            + " ms%n",
        report.exchangeNanos() / 1e9,
        report.gapNanos() / 1e6);
    report.files().forEach(file -> out.println("wrote " + file));
  }
}
