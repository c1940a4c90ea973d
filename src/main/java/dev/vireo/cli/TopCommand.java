package dev.vireo.cli;

import dev.vireo.protocol.VireoException;
import dev.vireo.telemetry.socket.Sighting;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code vireo top}: what the megakernels of a running process do, in the terminal. */
@Command(
    name = "top",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description =
        "Shows what the megakernels of a running process do: slots per priority and tenant, the"
            + " ring, round trips, and the mode with its reason; every second, until Ctrl-C or the"
            + " process ends.",
    footer = {
      "%nShows processes of the same user that opted in: with VIREO_TELEMETRY=1, or"
          + " MegakernelConfig.withTelemetry(true), as vireo demo --web does.",
      "%nExit status: 0, 2 when the arguments are wrong or several processes could be meant, or 3"
          + " when there is no such process."
    })
final class TopCommand implements Callable<Integer> {
  /** Between two looks, in milliseconds. */
  static final long PERIOD = 1_000;

  private static final String CLEAR = "\u001b[H\u001b[2J";

  private final Watch watch;
  private final long period;

  @Spec private CommandSpec spec;

  @ParentCommand private Main main;

  @Option(
      names = "--pid",
      paramLabel = "N",
      description = "Which process. Default: the only one that opted in.")
  private Long pid;

  @Option(names = "--once", description = "Looks for a second, shows that, and ends.")
  private boolean once;

  @Option(
      names = "--json",
      description =
          "Prints a JSON document a line for each megakernel and look: all counts since it was"
              + " opened. With --once, at once.")
  private boolean json;

  /** Looks at processes. */
  interface Watch {
    List<Sighting> look(LongPredicate which);
  }

  /** There is nothing to be shown. */
  static final class NothingException extends VireoException {
    private static final long serialVersionUID = 1L;

    NothingException(Long pid) {
      super(
          (pid == null ? "no process of yours" : "process " + pid + " is none of yours that")
              + " lets others look at a megakernel; start one with VIREO_TELEMETRY=1, or with"
              + " MegakernelConfig.withTelemetry(true)");
    }
  }

  TopCommand(Watch watch, long period) {
    this.watch = watch;
    this.period = period;
  }

  @Override
  public Integer call() throws InterruptedException {
    List<Sighting> seen = watch.look(id -> pid == null || id == pid);
    if (seen.isEmpty()) {
      throw new NothingException(pid);
    }
    PrintStream out = main.console().out();
    Map<Long, String> programs =
        seen.stream()
            .collect(Collectors.toMap(Sighting::pid, Sighting::program, (one, same) -> one));
    if (programs.size() > 1) {
      TextTable table = new TextTable().numbers("pid").words("program");
      programs.forEach((id, program) -> table.row(id, TopText.printable(program)));
      table.print(out);
      throw new ParameterException(
          spec.commandLine(), "several processes let others look; name one with --pid");
    }
    long chosen = seen.get(0).pid();
    if (json) {
      watchJson(chosen, seen, out);
    } else {
      watchText(chosen, seen, out);
    }
    return ExitStatus.OK;
  }

  private void watchJson(long chosen, List<Sighting> first, PrintStream out)
      throws InterruptedException {
    for (List<Sighting> seen = first; !seen.isEmpty(); seen = watch.look(id -> id == chosen)) {
      seen.forEach(each -> out.println(each.document()));
      out.flush();
      if (once) {
        return;
      }
      Thread.sleep(period);
    }
  }

  private void watchText(long chosen, List<Sighting> first, PrintStream out)
      throws InterruptedException {
    String between = "";
    List<Sighting> before = first;
    for (; ; ) {
      Thread.sleep(period);
      List<Sighting> seen = watch.look(id -> id == chosen);
      if (seen.isEmpty()) {
        main.console().message("process " + chosen + " has ended, or closed its megakernels");
        return;
      }
      out.print(System.console() != null && !once ? CLEAR : between);
      TopText.lines(seen, before).forEach(out::println);
      out.flush();
      if (once) {
        return;
      }
      before = seen;
      between = System.lineSeparator();
    }
  }
}
