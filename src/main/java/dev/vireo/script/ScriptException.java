package dev.vireo.script;

import dev.vireo.protocol.VireoException;

/**
 * A script cannot be read or is wrong. The message is {@code FILE:LINE:COLUMN: what is wrong;
 * remedy}, without the numbers when it is about the whole file.
 */
public class ScriptException extends VireoException {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST_EXCERPT = 40;

  private final String file;
  private final int line;
  private final int column;
  private final String offending;

  /**
   * Creates an error at a place in a script.
   *
   * @param file the file's name as the user wrote it
   * @param at the place
   * @param offending the text found there, empty when the whole file is meant
   * @param problem what is wrong, naming the offending text and what was expected
   * @param remedy how to fix it
   */
  ScriptException(String file, Position at, String offending, String problem, String remedy) {
    super(message(file, at, problem, remedy));
    this.file = file;
    this.line = at.line();
    this.column = at.column();
    this.offending = offending;
  }

  private static String message(String file, Position at, String problem, String remedy) {
    String place = at.line() == 0 ? "" : ":" + at;
    return printable(file) + place + ": " + problem + "; " + remedy;
  }

  /** Returns the file's name as the user wrote it. */
  public String file() {
    return file;
  }

  /** Returns the line, counted from 1, or 0 when the whole file is meant. */
  public int line() {
    return line;
  }

  /** Returns the column, counted from 1 in code points, or 0 when the whole file is meant. */
  public int column() {
    return column;
  }

  /** Returns the offending text as it stands in the script; empty for the whole file. */
  public String offending() {
    return offending;
  }

  /** Returns {@code text} in quotes, cut to a readable length, control characters escaped. */
  static String quoted(String text) {
    int points = text.codePointCount(0, text.length());
    if (points <= LONGEST_EXCERPT) {
      return "'" + printable(text) + "'";
    }
    String head = text.substring(0, text.offsetByCodePoints(0, LONGEST_EXCERPT));
    return "'" + printable(head) + "…' (" + points + " characters)";
  }

  /** Returns {@code text} with what a terminal would not show, or would obey, written as U+. */
  static String printable(String text) {
    StringBuilder shown = new StringBuilder(text.length());
    text.codePoints().forEach(point -> appendPrintable(shown, point));
    return shown.toString();
  }

  private static void appendPrintable(StringBuilder shown, int point) {
    int type = Character.getType(point);
    boolean hidden =
        Character.isISOControl(point)
            || type == Character.FORMAT
            || type == Character.UNASSIGNED
            || type == Character.SURROGATE
            || type == Character.PRIVATE_USE
            || (Character.isSpaceChar(point) && point != ' ');
    if (hidden) {
      shown.append(String.format("U+%04X", point));
    } else {
      shown.appendCodePoint(point);
    }
  }
}
