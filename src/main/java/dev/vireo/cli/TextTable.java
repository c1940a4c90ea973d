package dev.vireo.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Prints rows in aligned columns, without colours or characters beyond those of the cells. */
final class TextTable {
  private static final String GAP = "  ";

  private final List<String> headings = new ArrayList<>();
  private final List<Boolean> rightAligned = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();

  /** Adds a column of words. */
  TextTable words(String heading) {
    return column(heading, false);
  }

  /** Adds a column of numbers, which end below one another. */
  TextTable numbers(String heading) {
    return column(heading, true);
  }

  private TextTable column(String heading, boolean right) {
    headings.add(heading);
    rightAligned.add(right);
    return this;
  }

  /** Adds a row with one cell for each column. */
  void row(Object... cells) {
    if (cells.length != headings.size()) {
      throw new IllegalArgumentException(
          "a row of " + cells.length + " cells for " + headings.size() + " columns");
    }
    List<String> row = new ArrayList<>();
    for (Object cell : cells) {
      row.add(String.valueOf(cell));
    }
    rows.add(row);
  }

  void print(PrintStream out) {
    int[] widths = widths();
    List<String> rule = new ArrayList<>();
    for (int width : widths) {
      rule.add("-".repeat(width));
    }
    print(out, headings, widths);
    print(out, rule, widths);
    for (List<String> row : rows) {
      print(out, row, widths);
    }
  }

  private int[] widths() {
    int[] widths = headings.stream().mapToInt(TextTable::width).toArray();
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], width(row.get(i)));
      }
    }
    return widths;
  }

  private void print(PrintStream out, List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String blanks = " ".repeat(widths[i] - width(cells.get(i)));
      line.append(i == 0 ? "" : GAP);
      line.append(rightAligned.get(i) ? blanks + cells.get(i) : cells.get(i) + blanks);
    }
    out.println(line.toString().stripTrailing());
  }

  private static int width(String cell) {
    return cell.codePointCount(0, cell.length());
  }
}
