package dev.vireo.demo;

import dev.vireo.vir0.Assembly;
import dev.vireo.vir0.AssemblyException;
import dev.vireo.vir0.ProgramCodec;
import dev.vireo.vir0.ProgramError;
import dev.vireo.vir0.ProgramValidator;
import java.util.List;
import java.util.stream.Collectors;

/** Programs that somebody writes for the demo. */
final class ProgramText {
  private static final String FILE = "program.vir";

  private ProgramText() {}

  /** A text is no valid program; the message names lines. */
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * Returns a program's bytes.
   *
   * @throws RefusedException with a line for each error, {@code FILE:LINE:COLUMN: problem}
   */
  static byte[] bytes(String text) throws RefusedException {
    Assembly.Source source;
    try {
      source = Assembly.read(FILE, text);
    } catch (AssemblyException e) {
      throw new RefusedException(e.getMessage());
    }
    List<ProgramError> errors = ProgramValidator.check(source.program());
    if (!errors.isEmpty()) {
      throw new RefusedException(
          errors.stream()
              .map(error -> source.place(error.path()) + ": " + error)
              .collect(Collectors.joining("\n")));
    }
    return ProgramCodec.encode(source.program());
  }
}
