package dev.vireo.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.vireo.MegakernelConfig;
import dev.vireo.protocol.Mode;
import dev.vireo.protocol.Protection;
import dev.vireo.protocol.VireoException;
import dev.vireo.script.Script;
import dev.vireo.script.ScriptException;
import dev.vireo.script.ScriptParser;
import dev.vireo.script.ScriptReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/**
 * {@code vireo run}: executes slot scripts, each on a megakernel of its own. A wrong script does
 * not keep the others from running, a device that fails does.
 */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = "Executes slot scripts and checks what they expect.",
    footer =
        "%nExit status: 0 all expectations hold, 1 one does not, 2 a script or the arguments are"
            + " wrong, 3 no such device, it cannot run in the mode, or it failed; with several scripts the worst.")
final class RunCommand implements Callable<Integer> {
  /** Executes one script on a device. */
  interface Engine {
    ScriptReport run(
        Script script,
        String device,
        Protection protection,
        Mode mode,
        UnaryOperator<MegakernelConfig> choices);
  }

  private final Engine engine;

  @Spec private CommandSpec spec;

  @ParentCommand private Main main;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Slot scripts, run in this order.")
  private List<Path> files;

  @Option(
      names = "--device",
      paramLabel = "NAME",
      description =
          "Driver (lavapipe, lavapipe-25, swiftshader, nvidia, radv, ...), gpu, cpu, a UUID, part"
              + " of the device's name, or reference. Default: VIREO_DEVICE, else the best device.")
  private String device;

  @Option(
      names = "--protection",
      paramLabel = "raw|guarded",
      defaultValue = "guarded",
      description = "What the kernel checks: everything (guarded, the default), or nothing (raw).")
  private Protection protection;

  @Mixin private ModeOption mode;

  @Mixin private OverrideOptions overrides;

  @Option(names = "--json", description = "Prints one JSON document instead of tables.")
  private boolean json;

  RunCommand(Engine engine) {
    this.engine = engine;
  }

  /** What became of one file: its exit status, and a report or an error. */
  private record Result(Path file, int status, ScriptReport report, VireoException error) {}

  @Override
  public Integer call() {
    String chosen = device != null ? device : main.console().variable("VIREO_DEVICE");
    if (chosen != null && chosen.isBlank()) {
      throw new ParameterException(spec.commandLine(), "--device needs the name of a device");
    }
    Mode wanted = mode.chosen(main.console());
    UnaryOperator<MegakernelConfig> choices = overrides.chosen();
    List<Result> results = new ArrayList<>();
    int worst = ExitStatus.OK;
    for (Path file : files) {
      Result result = run(file, chosen, wanted, choices);
      show(result, results.isEmpty());
      results.add(result);
      worst = Math.max(worst, result.status());
      if (result.status() == ExitStatus.DEVICE_FAILED) {
        break;
      }
    }
    if (json) {
      Json.print(document(results, worst), main.console().out());
    }
    return worst;
  }

  private Result run(
      Path file, String chosen, Mode wanted, UnaryOperator<MegakernelConfig> choices) {
    try {
      ScriptReport report =
          engine.run(ScriptParser.parse(file), chosen, protection, wanted, choices);
      int status = report.held() ? ExitStatus.OK : ExitStatus.EXPECTATION_FAILED;
      return new Result(file, status, report, null);
    } catch (ScriptException e) {
      return new Result(file, ExitStatus.WRONG_INPUT, null, e);
    } catch (VireoException e) {
      return new Result(file, ExitStatus.DEVICE_FAILED, null, e);
    }
  }

  private void show(Result result, boolean first) {
    if (result.error() != null) {
      main.report(result.error());
    } else if (!json) {
      if (!first) {
        main.console().out().println();
      }
      ScriptReportText.print(result.report(), main.console().out());
    }
  }

  private static JsonObject document(List<Result> results, int status) {
    JsonArray scripts = new JsonArray();
    for (Result result : results) {
      scripts.add(result.error() == null ? ScriptReportJson.of(result.report()) : error(result));
    }
    JsonObject json = new JsonObject();
    json.addProperty("exitStatus", status);
    json.add("scripts", scripts);
    return json;
  }

  private static JsonObject error(Result result) {
    JsonObject error = new JsonObject();
    error.addProperty("status", result.status());
    error.addProperty("message", result.error().getMessage());
    if (result.error() instanceof ScriptException wrong && wrong.line() > 0) {
      error.addProperty("line", wrong.line());
      error.addProperty("column", wrong.column());
    }
    JsonObject json = new JsonObject();
    json.addProperty("file", result.file().toString());
    json.addProperty("held", false);
    json.add("error", error);
    return json;
  }
}
