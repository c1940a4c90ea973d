package dev.vireo.bench.report;

import java.util.ArrayList;
import java.util.List;

/** A table whose first column names the rows. */
final class HtmlTable {
  private final String caption;
  private final List<String> headings = new ArrayList<>();
  private final StringBuilder rows = new StringBuilder();

  HtmlTable(String caption) {
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
    rows.append("<tr").append(style.isEmpty() ? "" : " class=\"" + style + "\"").append('>');
    rows.append("<th scope=\"row\">").append(Svg.escape(cells.get(0))).append("</th>");
    for (String cell : cells.subList(1, cells.size())) {
      rows.append("<td class=\"").append(style(cell)).append("\">");
      rows.append(Svg.escape(cell)).append("</td>");
    }
    rows.append("</tr>\n");
    return this;
  }

  /** Numbers stand at the right of their column, words at the left. */
  private static String style(String cell) {
    char first = cell.isEmpty() ? ' ' : cell.charAt(0);
    return Character.isDigit(first) || first == '<' || first == '–'
        ? "n"
        : "w " + cell.replaceAll("\\W+", "-");
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("<div class=\"wide\" tabindex=\"0\"><table>");
    text.append("<caption>").append(Svg.escape(caption)).append("</caption>\n<thead><tr>");
    for (int i = 0; i < headings.size(); i++) {
      text.append("<th scope=\"col\">");
      text.append(Svg.escape(headings.get(i))).append("</th>");
    }
    return text.append("</tr></thead>\n<tbody>\n")
        .append(rows)
        .append("</tbody></table></div>\n")
        .toString();
  }
}
