package dev.vireo.script;

import java.util.List;

/**
 * A script that was read and found correct. Immutable.
 *
 * @param file the file's name as the user wrote it
 * @param observableWords observable words that its megakernel has
 * @param slots slots that it publishes, every turn of a {@code repeat} counted
 * @param statements its statements, {@code observable} left out
 */
public record Script(String file, int observableWords, long slots, List<Statement> statements) {
  /** Observable words when the script does not say. */
  public static final int DEFAULT_OBSERVABLE_WORDS = 65_536;

  /** Copies the statements. */
  public Script {
    statements = List.copyOf(statements);
  }

  /**
   * Returns the index of the first of the expectations that end the script, or the number of
   * statements when it ends otherwise. The wait that is implied at the end stands before them:
   * placed after them it would be no use to anybody.
   */
  int impliedWait() {
    int index = statements.size();
    while (index > 0 && onlyExpects(statements.get(index - 1))) {
      index--;
    }
    return index;
  }

  private static boolean onlyExpects(Statement statement) {
    if (statement instanceof Statement.Repeat repeat) {
      return repeat.body().stream().allMatch(Script::onlyExpects);
    }
    return statement instanceof Statement.Expect;
  }
}
