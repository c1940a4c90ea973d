package dev.vireo.vir0;

/** Text is no program. The message is {@code FILE:LINE:COLUMN: what is wrong; remedy}. */
public final class AssemblyException extends Vir0Exception {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final int line;
  private final int column;

  /**
   * Makes one.
   *
   * @param file name as the caller gave it
   * @param line counted from 1
   * @param column counted from 1 in code points
   * @param problem what is wrong and the remedy
   */
  public AssemblyException(String file, int line, int column, String problem) {
    super(file + ":" + line + ":" + column + ": " + problem);
    this.file = file;
    this.line = line;
    this.column = column;
  }

  /** Returns the file's name as the caller gave it. */
  public String file() {
    return file;
  }

  /** Returns the line, counted from 1. */
  public int line() {
    return line;
  }

  /** Returns the column, counted from 1 in code points. */
  public int column() {
    return column;
  }
}
