package dev.vireo.bench.report;

import java.util.Locale;

/** Puts a picture together. Colours and fonts are the page's: {@code report.css}. */
final class Svg {
  private final StringBuilder text = new StringBuilder();

  /** Begins a picture that a screen reader calls by its title. */
  Svg(String id, String title, double width, double height) {
    text.append(
        String.format(
            Locale.ROOT,
            "<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-labelledby=\"%s-t\">"
                + "<title id=\"%s-t\">%s</title>%n",
            width,
            height,
            id,
            id,
            escape(title)));
  }

  static String escape(String raw) {
    return raw.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  Svg line(String style, double x1, double y1, double x2, double y2) {
    return add(
        "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>%n",
        style, x1, y1, x2, y2);
  }

  Svg band(String style, double x, double y, double width, double height) {
    return add(
        "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>%n",
        style, x, y, Math.max(0, width), Math.max(0, height));
  }

  /** Draws a path: M, L and Z with their coordinates. */
  Svg path(String style, CharSequence path) {
    return add("<path class=\"%s\" d=\"%s\"/>%n", style, path);
  }

  /** A mark that tells its value when pointed at. */
  Svg dot(String style, double x, double y, String tip) {
    return add(
        "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"><title>%s</title></circle>%n",
        style, x, y, escape(tip));
  }

  /** Writes words; anchor: start, middle or end. */
  Svg words(String style, double x, double y, String anchor, String words) {
    return add(
        "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n",
        style, x, y, anchor, escape(words));
  }

  /** Writes words that run upwards. */
  Svg upwards(double x, double y, String words) {
    return add(
        "<text class=\"axis\" transform=\"translate(%.1f %.1f) rotate(-90)\""
            + " text-anchor=\"middle\">%s</text>%n",
        x, y, escape(words));
  }

  private Svg add(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values));
    return this;
  }

  String end() {
    return text.append("</svg>\n").toString();
  }
}
