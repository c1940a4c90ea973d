package dev.vireo.vir0.rules;

import dev.vireo.vir0.NodePath;
import dev.vireo.vir0.ProgramError;
import dev.vireo.vir0.Rule;
import java.util.ArrayList;
import java.util.List;

/** The errors found so far; those beyond {@link #MOST} are dropped. */
public final class ErrorList {
  /** Errors that are kept. */
  public static final int MOST = 100;

  private final List<ProgramError> errors = new ArrayList<>();

  public void add(Rule rule, NodePath path, String problem, String remedy) {
    if (errors.size() < MOST) {
      errors.add(new ProgramError(rule, path.toString(), problem, remedy));
    }
  }

  public List<ProgramError> toList() {
    return List.copyOf(errors);
  }
}
