package dev.vireo.vir0;

/**
 * A rule that a program breaks.
 *
 * @param rule the rule
 * @param path the statement, expression or buffer, such as {@code body[0].body[2].value.left}
 * @param problem what is wrong there, with the names and figures
 * @param remedy how to fix it
 */
public record ProgramError(Rule rule, String path, String problem, String remedy) {
  @Override
  public String toString() {
    return rule.label() + " at " + path + ": " + problem + "; " + remedy;
  }
}
