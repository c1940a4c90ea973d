package dev.vireo.bench.report;

import dev.vireo.bench.Machine;
import dev.vireo.bench.Percentiles;
import dev.vireo.bench.Spread;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A report as one HTML page that needs nothing else: pictures are inline SVG, each with its table;
 * no scripts, no fonts, no address of anything.
 */
public final class ReportHtml {
  private static final String NONE = "–";

  private final StringBuilder page = new StringBuilder();
  private final BenchReport report;

  private ReportHtml(BenchReport report) {
    this.report = report;
  }

  /**
   * Writes a page.
   *
   * @param comparison with an older run; null for none
   */
  public static String of(BenchReport report, Comparison comparison) {
    return new ReportHtml(report).write(comparison);
  }

  private String write(Comparison comparison) {
    Setup setup = report.setup();
    String title = "Vireo on " + setup.machine().device();
    add("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n");
    add("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n");
    add("<title>%s</title>\n<style>\n", title);
    page.append(css());
    add("</style>\n</head>\n<body>\n<header><h1>%s</h1>\n", title);
    add("<p class=\"soft\">Everything here was measured in one run: each way had a turn in each");
    add(" round, in an order that changed, and ratios are taken round by round.</p>\n");
    setup(setup);
    add("</header>\n");
    contents(comparison);
    add("<main>\n");
    if (comparison != null) {
      comparison(comparison);
    }
    headlines();
    report.figures().forEach(this::figure);
    add("</main>\n</body>\n</html>\n");
    return page.toString();
  }

  /** Adds text; what fills it is escaped. */
  private void add(String format, Object... values) {
    Object[] safe = new Object[values.length];
    for (int i = 0; i < values.length; i++) {
      safe[i] = Svg.escape(String.valueOf(values[i]));
    }
    page.append(safe.length == 0 ? format : String.format(Locale.ROOT, format, safe));
  }

  private static String css() {
    try (InputStream in = ReportHtml.class.getResourceAsStream("report.css")) {
      if (in == null) {
        throw new IllegalStateException("report.css is missing from Vireo's jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void setup(Setup setup) {
    Machine machine = setup.machine();
    add("<dl>\n");
    field("Device", machine.device() + ", Vulkan " + machine.vulkan());
    field("Driver", machine.driver());
    field("Mode", setup.mode() + ": " + setup.modeReason());
    field("Vireo", setup.version());
    field("Java", machine.jdk());
    field("System", machine.system() + ", " + machine.cores() + " cores");
    field("Load before, after", machine.load() + ", " + setup.loadAfter() + " (1, 5, 15 minutes)");
    String took = String.format(Locale.ROOT, "%.0f s", setup.seconds());
    field(
        "Run",
        setup.date() + ", " + setup.effort() + ", " + setup.rounds() + " rounds, took " + took);
    report.notes().forEach(note -> field("Mind", note));
    add("</dl>\n");
  }

  private void field(String name, String value) {
    add("<dt>%s</dt><dd>%s</dd>\n", name, value);
  }

  private void contents(Comparison comparison) {
    add("<nav aria-label=\"Contents\"><ul>\n");
    if (comparison != null) {
      add("<li><a href=\"#changes\">What changed</a></li>\n");
    }
    add("<li><a href=\"#short\">In short</a></li>\n");
    for (Figure figure : report.figures()) {
      add("<li><a href=\"#%s\">%s</a></li>\n", figure.id(), figure.title());
    }
    add("</ul></nav>\n");
  }

  private void comparison(Comparison comparison) {
    add("<section id=\"changes\"><h2>What changed since %s</h2>\n", comparison.older().date());
    add("<p>%s</p>\n", summary(comparison));
    for (String difference : comparison.differences()) {
      add("<p>Not the same: %s.</p>\n", difference);
    }
    HtmlTable table =
        new HtmlTable(
                "Table of what changed",
                "Medians and quartiles; where there is a baseline, how many times better than it,"
                    + " round by round. p: exact Mann-Whitney test.")
            .columns("figure", "way", "beside", "before", "now", "now / before", "p", "");
    for (Change change : comparison.changes()) {
      table.row(change.verdict().changed() ? "" : "base", cells(change));
    }
    page.append(table).append("</section>\n");
  }

  /** Says what a comparison came to. */
  public static String summary(Comparison comparison) {
    return String.format(
        Locale.ROOT,
        "%d of %d values are better and %d worse beyond noise; %d had too few rounds to tell. A"
            + " value changed when an exact Mann-Whitney test tells its rounds apart (false"
            + " discoveries below %.0f %%), quartiles do not overlap, and medians are %.0f %% apart"
            + " or more.",
        comparison.count(Change.Verdict.BETTER),
        comparison.changes().size(),
        comparison.count(Change.Verdict.WORSE),
        comparison.count(Change.Verdict.UNKNOWN),
        100 * Comparison.FALSE_DISCOVERIES,
        100 * Comparison.LEAST_CHANGE);
  }

  private static List<String> cells(Change change) {
    return List.of(
        change.figure(),
        change.place().isEmpty() ? change.line() : change.line() + ", " + change.place(),
        change.baseline().isEmpty() ? change.unit().label() : change.baseline(),
        Digits.of(change.before(), change.unit()),
        Digits.of(change.after(), change.unit()),
        Digits.of(change.ratio()),
        Digits.probability(change.probability()),
        change.verdict().name().toLowerCase(Locale.ROOT));
  }

  private void headlines() {
    add("<section id=\"short\"><h2>In short</h2>\n");
    HtmlTable table =
        new HtmlTable(
                "Table of medians",
                "Medians of the rounds, at the far end of each axis; ratios with quartiles.")
            .columns("figure", "way", "median", "unit", "beside", "median", "times better");
    Headline before = null;
    for (Headline line : Headline.of(report)) {
      table.row("", cells(line, before));
      before = line;
    }
    page.append(table).append("</section>\n");
  }

  private static List<String> cells(Headline line, Headline before) {
    boolean sameFigure = before != null && before.figure().equals(line.figure());
    boolean same = sameFigure && before.what().equals(line.what());
    boolean alone = line.times() == null;
    Unit unit = line.unit();
    return List.of(
        sameFigure ? "" : line.figure(),
        same ? "" : line.what(),
        same ? "" : Digits.of(unit.shown(line.value().median())),
        same ? "" : unit.label(),
        alone ? NONE : line.baseline(),
        alone ? NONE : Digits.of(unit.shown(line.baselineValue().median())),
        alone ? NONE : Digits.of(line.times(), Unit.TIMES));
  }

  private void figure(Figure figure) {
    add("<section id=\"%s\"><h2>%s</h2>\n<p>%s</p>\n", figure.id(), figure.title(), figure.text());
    add("<figure class=\"wide\" tabindex=\"0\" aria-label=\"%s\">", figure.title());
    page.append(picture(figure)).append("</figure>\n");
    add("<details open=\"open\"><summary>Table</summary>\n");
    page.append(table(figure)).append("</details></section>\n");
  }

  private static String picture(Figure figure) {
    return switch (figure.shape()) {
      case LINES -> LineChart.of(figure);
      case HISTOGRAMS -> HistogramChart.of(figure);
      case ROWS -> RowChart.of(figure);
    };
  }

  private static HtmlTable table(Figure figure) {
    boolean tails = figure.shape() == Figure.Shape.HISTOGRAMS;
    HtmlTable table =
        new HtmlTable(
            "Table: " + figure.title(),
            "Median and quartiles of the rounds, in " + figure.unit().label() + ".");
    List<String> columns = new ArrayList<>(List.of("way"));
    if (tails) {
      columns.addAll(List.of("round trips", "p50", "p90", "p99", "p99.9", "longest"));
    } else {
      columns.add(figure.axis());
    }
    columns.add("median (quartiles)");
    figure.against().forEach(name -> columns.add("times better than: " + name));
    table.columns(columns.toArray(String[]::new));
    for (Line line : figure.lines()) {
      for (Point point : line.points()) {
        table.row(line.library() ? "" : "base", cells(figure, line, point, tails));
      }
    }
    return table;
  }

  private static List<String> cells(Figure figure, Line line, Point point, boolean tails) {
    List<String> cells = new ArrayList<>(List.of(line.name()));
    if (tails) {
      Percentiles tail = point.tail();
      cells.add(tail == null ? NONE : String.format(Locale.ROOT, "%,d", tail.count()));
      for (int i = 0; i < 5; i++) {
        cells.add(tail == null ? NONE : number(figure, percentile(tail, i)));
      }
    } else {
      cells.add(place(figure, point.at()));
    }
    cells.add(Digits.of(point.value(), figure.unit()));
    for (String baseline : figure.against()) {
      Spread times = line.name().equals(baseline) ? null : figure.times(point, baseline);
      cells.add(times == null ? NONE : Digits.of(times, Unit.TIMES));
    }
    return cells;
  }

  private static double percentile(Percentiles tail, int which) {
    return switch (which) {
      case 0 -> tail.p50();
      case 1 -> tail.p90();
      case 2 -> tail.p99();
      case 3 -> tail.p999();
      default -> tail.max();
    };
  }

  private static String number(Figure figure, double value) {
    return Double.isNaN(value) ? NONE : Digits.of(figure.unit().shown(value));
  }

  private static String place(Figure figure, double at) {
    if (at == 0) {
      return NONE;
    }
    return figure.categories().isEmpty()
        ? String.format(Locale.ROOT, "%,d", (long) at)
        : figure.place(at);
  }
}
