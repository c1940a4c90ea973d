package dev.vireo.script;

/**
 * A place in a script.
 *
 * @param line counted from 1; 0 when the whole file is meant
 * @param column counted from 1 in characters (Unicode code points), a tab being one; 0 when the
 *     whole file is meant
 */
public record Position(int line, int column) implements Comparable<Position> {
  /** The whole file. */
  static final Position FILE = new Position(0, 0);

  @Override
  public int compareTo(Position other) {
    return line != other.line
        ? Integer.compare(line, other.line)
        : Integer.compare(column, other.column);
  }

  @Override
  public String toString() {
    return line + ":" + column;
  }
}
