package dev.vireo.cli;

import dev.vireo.bench.BenchException;
import dev.vireo.bench.Stress;
import dev.vireo.bench.report.ReportException;
import dev.vireo.demo.Demo;
import dev.vireo.gpu.ShaderCompileException;
import dev.vireo.protocol.InvalidModuleException;
import dev.vireo.protocol.VireoException;
import dev.vireo.script.Conformance;
import dev.vireo.script.ScriptException;
import dev.vireo.script.ScriptRunner;
import dev.vireo.spirv.SpirvException;
import dev.vireo.telemetry.socket.Sighting;
import dev.vireo.vir0.Vir0Exception;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line {@code vireo}. */
@Command(
    name = "vireo",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = "Keeps one compute kernel running on a Vulkan device and feeds it work slots.",
    commandListHeading = "%nCommands:%n",
    synopsisSubcommandLabel = "COMMAND")
public final class Main implements Callable<Integer> {
  private static final Logger VIREO_LOG = Logger.getLogger("dev.vireo"); // kept from collection

  private final Console console;

  @Spec private CommandSpec spec;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Shows stack traces of errors, as VIREO_DEBUG=1 does.")
  private boolean debug;

  private Main(Console console) {
    this.console = console;
  }

  /** Runs the command line and ends the JVM with one of {@link ExitStatus}. */
  public static void main(String[] args) {
    // A command's own lines are what it has to say; -Djava.util.logging.config.file asks for more.
    if (System.getProperty("java.util.logging.config.file") == null) {
      VIREO_LOG.setLevel(Level.WARNING);
    }
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    readLibraries();
    int status =
        execute(
            new Console(out, err, System.getenv()),
            args,
            new RunCommand(ScriptRunner::run),
            new DevicesCommand(DevicesCommand::vulkanDevices),
            new DoctorCommand(DoctorCommand::vulkanTraits),
            new BenchCommand(new VulkanBench()),
            new DemoCommand(Demo::run),
            new TopCommand(Sighting::look, TopCommand.PERIOD),
            new StressCommand(Stress::run),
            new ConformCommand(Conformance::run),
            new ExecCommand(),
            new FuzzCommand(),
            new ScanCommand(System.in),
            new AsmCommand(),
            new DisasmCommand(),
            new VerifyCommand());
    out.flush();
    System.exit(status);
  }

  // Libraries of the demo and the bench that Vireo's module does not require: javac would warn of
  // what JOML's requires, and Maven of HdrHistogram, which is only named by its file.
  private static void readLibraries() {
    Module own = Main.class.getModule();
    for (String name : List.of("org.joml", "HdrHistogram")) {
      ModuleLayer.boot().findModule(name).ifPresent(own::addReads);
    }
  }

  /** Runs the command line with these commands and returns the exit status. */
  static int execute(Console console, String[] args, Object... commands) {
    Main main = new Main(console);
    CommandLine commandLine = new CommandLine(main);
    for (Object command : commands) {
      commandLine.addSubcommand(command);
    }
    commandLine.addSubcommand(new CommandLine.HelpCommand());
    commandLine
        .setExpandAtFiles(false)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
        .setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8))
        .setParameterExceptionHandler(Main::wrongArguments)
        .setExecutionExceptionHandler((error, command, parsed) -> main.report(error));
    return commandLine.execute(args);
  }

  private static int wrongArguments(ParameterException error, String[] args) {
    CommandLine command = error.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("vireo: " + error.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(error, err);
    command.usage(err);
    return ExitStatus.WRONG_INPUT;
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  Console console() {
    return console;
  }

  /** Tells the user about an error and returns the exit status for it. */
  int report(Exception error) {
    boolean expected = error instanceof VireoException;
    console.message(expected ? error.getMessage() : "internal error: " + error);
    if (debug || console.variable("VIREO_DEBUG") != null) {
      error.printStackTrace(console.err());
    } else if (!expected) {
      console.message("this is a bug in Vireo; --debug shows where it happened");
    }
    boolean wrongInput =
        error instanceof ScriptException
            || error instanceof BenchException
            || error instanceof ReportException
            || error instanceof Vir0Exception
            || error instanceof SpirvException
            || error instanceof InvalidModuleException
            || error instanceof ShaderCompileException
            || error instanceof ProgramFile.FileException;
    return wrongInput ? ExitStatus.WRONG_INPUT : ExitStatus.DEVICE_FAILED;
  }
}
