package dev.vireo.vir0;

import java.util.ArrayList;
import java.util.List;

/** The errors found so far; those beyond {@link ProgramValidator#MOST_ERRORS} are dropped. */
final class ErrorList {
  private final List<ProgramError> errors = new ArrayList<>();

  void add(Rule rule, NodePath path, String problem, String remedy) {
    if (errors.size() < ProgramValidator.MOST_ERRORS) {
      errors.add(new ProgramError(rule, path.toString(), problem, remedy));
    }
  }

  List<ProgramError> toList() {
    return List.copyOf(errors);
  }
}
