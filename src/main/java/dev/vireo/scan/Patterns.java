package dev.vireo.scan;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The strings that are looked for, from the lines of a file as {@code grep -F -f} takes them: each
 * line is a string of bytes, whatever they are but newlines, and a newline at the end begins no
 * further line. Immutable.
 */
public final class Patterns {
  private static final byte NEWLINE = '\n';

  private final byte[][] strings;
  private final int[] lines;
  private final int longest;
  private final boolean empty;

  private record Line(byte[] bytes, int number) {}

  private Patterns(List<Line> distinct, boolean empty) {
    this.strings = distinct.stream().map(Line::bytes).toArray(byte[][]::new);
    this.lines = distinct.stream().mapToInt(Line::number).toArray();
    this.longest = distinct.stream().mapToInt(line -> line.bytes.length).max().orElse(0);
    this.empty = empty;
  }

  /** Returns those that a file consists of. */
  public static Patterns of(byte[] file) {
    List<Line> all = new ArrayList<>();
    boolean empty = false;
    int number = 0;
    for (int from = 0; from < file.length; number++) {
      int end = from;
      while (end < file.length && file[end] != NEWLINE) {
        end++;
      }
      if (end == from) {
        empty = true;
      } else {
        all.add(new Line(Arrays.copyOfRange(file, from, end), number + 1));
      }
      from = end + 1;
    }
    all.sort((a, b) -> Arrays.compareUnsigned(a.bytes, b.bytes)); // stable: the first line stays
    List<Line> distinct = new ArrayList<>();
    for (Line line : all) {
      int last = distinct.size() - 1;
      if (last < 0 || !Arrays.equals(distinct.get(last).bytes, line.bytes)) {
        distinct.add(line);
      }
    }
    return new Patterns(distinct, empty);
  }

  /** Returns those that are the given strings, for tests and examples. */
  static Patterns ofLines(byte[]... lines) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    for (byte[] line : lines) {
      file.writeBytes(line);
      file.write(NEWLINE);
    }
    return of(file.toByteArray());
  }

  /** Returns how many different strings there are, without the empty one. */
  public int count() {
    return strings.length;
  }

  /** Returns a string, which the caller does not change; they are in the order of their bytes. */
  byte[] string(int index) {
    return strings[index];
  }

  /** Returns the first line of the file that has this string, from 1 on. */
  public int line(int index) {
    return lines[index];
  }

  /** Returns the length in bytes of the longest one; 0 if there is none. */
  int longest() {
    return longest;
  }

  /**
   * Returns whether the empty string is among them. It is in every line, but nothing that could be
   * shown of it.
   */
  public boolean empty() {
    return empty;
  }
}
