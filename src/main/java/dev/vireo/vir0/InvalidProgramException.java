package dev.vireo.vir0;

import java.util.List;

/** A program breaks rules of the format; {@link #errors()} lists all that were found. */
public final class InvalidProgramException extends Vir0Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<ProgramError> errors;

  InvalidProgramException(List<ProgramError> errors) {
    super(message(errors));
    this.errors = List.copyOf(errors);
  }

  private static String message(List<ProgramError> errors) {
    String more = errors.size() == 1 ? "" : " (and " + (errors.size() - 1) + " more errors)";
    return "invalid program: " + errors.get(0) + more;
  }

  /** Returns the rules that are broken, at least one, in the order of the program. */
  public List<ProgramError> errors() {
    return errors;
  }
}
