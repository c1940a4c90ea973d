package dev.vireo.bench.report;

import java.util.ArrayList;
import java.util.List;

/** A table whose first column names the rows. */
final class HtmlTable {
  private static final String NONE = "–";

  private final String name;
  private final String caption;
  private final List<String> headings = new ArrayList<>();
  private final List<Row> rows = new ArrayList<>();

  private record Row(String style, List<String> cells) {}

  /** Begins a table; a screen reader calls the place where it is scrolled by its name. */
  HtmlTable(String name, String caption) {
    this.name = name;
    this.caption = caption;
  }

  HtmlTable columns(String... names) {
    headings.addAll(List.of(names));
    return this;
  }

  /** Adds a row; its cells are text, the class says how it looks. */
  HtmlTable row(String style, List<String> cells) {
    if (cells.size() != headings.size()) {
      throw new IllegalArgumentException(
          "a row of " + cells.size() + " cells for " + headings.size() + " columns");
    }
    rows.add(new Row(style, List.copyOf(cells)));
    return this;
  }

  /**
   * Numbers stand at the right of their column, below a heading at the right; words at the left.
   */
  private boolean numbers(int column) {
    return rows.stream()
        .map(row -> row.cells().get(column))
        .filter(cell -> !cell.isEmpty() && !cell.equals(NONE))
        .findFirst()
        .map(cell -> Character.isDigit(cell.charAt(0)) || cell.charAt(0) == '<')
        .orElse(true);
  }

  private static void write(StringBuilder text, Row row, List<Boolean> numbers) {
    text.append("<tr").append(row.style().isEmpty() ? "" : " class=\"" + row.style() + "\"");
    text.append("><th scope=\"row\">").append(Svg.escape(row.cells().get(0))).append("</th>");
    for (int i = 1; i < numbers.size(); i++) {
      String cell = row.cells().get(i);
      String style = numbers.get(i) ? "n" : "w " + cell.replaceAll("\\W+", "-");
      text.append("<td class=\"").append(style).append("\">");
      text.append(Svg.escape(cell)).append("</td>");
    }
    text.append("</tr>\n");
  }

  @Override
  public String toString() {
    StringBuilder text =
        new StringBuilder("<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"");
    text.append(Svg.escape(name)).append("\"><table>");
    text.append("<caption>").append(Svg.escape(caption)).append("</caption>\n<thead><tr>");
    List<Boolean> numbers = new ArrayList<>();
    for (int i = 0; i < headings.size(); i++) {
      boolean number = i > 0 && numbers(i);
      numbers.add(number);
      text.append("<th scope=\"col\"").append(number ? " class=\"n\">" : ">");
      text.append(Svg.escape(headings.get(i))).append("</th>");
    }
    text.append("</tr></thead>\n<tbody>\n");
    rows.forEach(row -> write(text, row, numbers));
    return text.append("</tbody></table></div>\n").toString();
  }
}
