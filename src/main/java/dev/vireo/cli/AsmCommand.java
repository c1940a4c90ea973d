package dev.vireo.cli;

import dev.vireo.vir0.Assembly;
import dev.vireo.vir0.ProgramCodec;
import dev.vireo.vir0.ProgramError;
import dev.vireo.vir0.ProgramValidator;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code vireo asm}: turns the text of a VIR0 program into its bytes. */
@Command(
    name = "asm",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = "Turns the text of a VIR0 program into its bytes.",
    footer =
        "%nExit status: 0, or 2 when the text is no program, the program breaks a rule, a file"
            + " cannot be read or written, or the arguments are wrong.")
final class AsmCommand implements Callable<Integer> {
  @ParentCommand private Main main;

  @Parameters(paramLabel = "FILE.vir", description = "The text.")
  private Path file;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE.vir0",
      description = "Where the bytes go. Default: FILE.vir with a 0 after it.")
  private Path out;

  @Option(
      names = "--unchecked",
      description = "Writes the bytes although the program breaks rules.")
  private boolean unchecked;

  @Override
  public Integer call() {
    Assembly.Source source = ProgramFile.readText(file);
    if (!unchecked) {
      List<ProgramError> errors = ProgramValidator.check(source.program(), true);
      for (ProgramError error : errors) {
        main.console().message(source.place(error.path()) + ": " + error);
      }
      if (!errors.isEmpty()) {
        return ExitStatus.WRONG_INPUT;
      }
    }
    Path target = out != null ? out : Path.of(file + "0");
    ProgramFile.write(target, ProgramCodec.encode(source.program()));
    return ExitStatus.OK;
  }
}
