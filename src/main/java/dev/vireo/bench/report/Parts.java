package dev.vireo.bench.report;

import dev.vireo.bench.IdleBench;
import dev.vireo.bench.IdleReport;
import dev.vireo.bench.IdleRow;
import dev.vireo.bench.IdleSettings;
import dev.vireo.bench.LatencyBench;
import dev.vireo.bench.LatencyReport;
import dev.vireo.bench.LatencyRow;
import dev.vireo.bench.LatencySettings;
import dev.vireo.bench.ProgramSizes;
import dev.vireo.bench.ProgramsBench;
import dev.vireo.bench.ProgramsReport;
import dev.vireo.bench.ProgramsRow;
import dev.vireo.bench.ProgramsSettings;
import dev.vireo.bench.Spread;
import dev.vireo.bench.Steps;
import dev.vireo.bench.SubjectSettings;
import dev.vireo.bench.SweepReport;
import dev.vireo.bench.SweepRow;
import dev.vireo.bench.SweepSettings;
import dev.vireo.bench.Sweeps;
import dev.vireo.protocol.ProgramTier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** The benchmarks of a run, and the figures that they make. */
public final class Parts {
  private static final String FENCE = "submit + polled fence";
  private static final String EACH = "a dispatch for each task";
  private static final String BY_HAND = "dispatch by hand";
  private static final String CLOSED = "no megakernel open";
  private static final String WITHOUT = "library without tenants";

  /** In the order of the report. */
  public static final List<Part> ALL =
      List.of(
          new Part("latency", Parts::latency),
          new Part("bursts", Parts::bursts),
          new Part("producers", Parts::producers),
          new Part("rings", Parts::rings),
          new Part("tenants", Parts::tenants),
          new Part("programs", Parts::programs),
          new Part("program-sizes", Parts::programSizes),
          new Part("idle", Parts::idle));

  private Parts() {}

  private static Part.Found latency(Effort effort, Consumer<String> progress, Steps steps)
      throws InterruptedException {
    LatencySettings settings =
        new LatencySettings(effort.subject(), effort.trips(2000, 10_000), 500, null);
    return latency(LatencyBench.run(settings, progress, steps));
  }

  static Part.Found latency(LatencyReport report) {
    List<Line> lines = new ArrayList<>();
    for (LatencyRow row : report.rows()) {
      // A task's share of a thousand in one submit is no round trip.
      if (row.tasks() == 1 && row.rate() == 0) {
        Point point = new Point(0, row.p50(), row.nanos(), row.buckets());
        lines.add(new Line(row.way(), row.library(), List.of(point)));
      }
    }
    Figure figure =
        new Figure(
            "latency",
            "Round trip of a lone slot",
            "From handing a task to the device until the host has seen its result, one after the"
                + " other, nothing else in flight. Each histogram is scaled to its own peak; the"
                + " long mark is the median, the short ones p99 and p99.9.",
            Figure.Shape.HISTOGRAMS,
            "",
            List.of(),
            Unit.NANOS,
            present(lines, report.against(), FENCE),
            lines);
    return new Part.Found(
        report.machine(), report.mode(), report.modeReason(), List.of(figure), report.missing());
  }

  private static List<String> present(List<Line> lines, String... baselines) {
    return Stream.of(baselines)
        .distinct()
        .filter(name -> lines.stream().anyMatch(line -> line.name().equals(name)))
        .toList();
  }

  private static SweepSettings sweep(Effort effort) {
    return new SweepSettings(
        effort.subject(), effort.seconds(0.03, 0.1), effort.trips(500, 3000), effort.quick());
  }

  private static Part.Found bursts(Effort effort, Consumer<String> progress, Steps steps)
      throws InterruptedException {
    SweepReport report = Sweeps.bursts(sweep(effort), progress, steps);
    return found(
        report,
        throughput(
            report,
            "bursts",
            "Throughput and tasks at a time",
            "So many tasks are handed to the device at once, and the next come when all are done."
                + " With few, the way there and back counts; with many, the work does.",
            "tasks at a time",
            EACH));
  }

  private static Part.Found producers(Effort effort, Consumer<String> progress, Steps steps)
      throws InterruptedException {
    SweepReport report = Sweeps.producers(sweep(effort), progress, steps);
    return found(
        report,
        throughput(
            report,
            "producers",
            "Throughput and threads",
            "Threads submit as fast as the ring takes slots. The ways without the library have one"
                + " thread: they are level. Beyond the processor's cores, threads share.",
            "threads",
            EACH));
  }

  private static Part.Found rings(Effort effort, Consumer<String> progress, Steps steps)
      throws InterruptedException {
    SweepReport report = Sweeps.rings(sweep(effort), progress, steps);
    return found(
        report,
        throughput(
            report,
            "rings",
            "Throughput and the ring's length",
            "One thread submits batches of 256 slots into rings so long; the bare ways use rings of"
                + " the same length.",
            "slots in the ring",
            EACH),
        trips(
            report,
            "ring-trips",
            "Round trip and the ring's length",
            "A lone slot in rings so long. The ways without a ring are level.",
            "slots in the ring",
            FENCE));
  }

  private static Part.Found tenants(Effort effort, Consumer<String> progress, Steps steps)
      throws InterruptedException {
    SweepReport report = Sweeps.tenants(sweep(effort), progress, steps);
    return found(
        report,
        throughput(
            report,
            "tenants",
            "Throughput and tenants",
            "Batches of 256 slots, each of the next tenant; beside them the same without tenants,"
                + " and the bare ways, which know none.",
            "tenants",
            WITHOUT),
        trips(
            report,
            "tenant-trips",
            "Round trip and tenants",
            "A lone slot of each tenant in turn.",
            "tenants",
            WITHOUT,
            FENCE));
  }

  private static Part.Found found(SweepReport report, Figure... figures) {
    return new Part.Found(
        report.machine(), report.mode(), report.modeReason(), List.of(figures), report.missing());
  }

  private static Figure throughput(
      SweepReport report, String id, String title, String text, String axis, String instead) {
    List<Line> lines = lines(report.throughput());
    List<String> against = present(lines, report.against(), instead);
    return new Figure(
        id, title, text, Figure.Shape.LINES, axis, List.of(), Unit.PER_SECOND, against, lines);
  }

  private static Figure trips(
      SweepReport report, String id, String title, String text, String axis, String... against) {
    List<Line> lines = lines(report.trips());
    List<String> names = new ArrayList<>(List.of(report.against()));
    names.addAll(List.of(against));
    return new Figure(
        id,
        title,
        text,
        Figure.Shape.LINES,
        axis,
        List.of(),
        Unit.NANOS,
        present(lines, names.toArray(String[]::new)),
        lines);
  }

  /** Puts the rows of each way into a line, the library's first. */
  private static List<Line> lines(List<SweepRow> rows) {
    Map<String, List<SweepRow>> ways = new LinkedHashMap<>();
    rows.forEach(row -> ways.computeIfAbsent(row.way(), way -> new ArrayList<>()).add(row));
    List<Line> lines = new ArrayList<>();
    for (boolean library : new boolean[] {true, false}) {
      ways.forEach(
          (way, all) -> {
            if (all.get(0).library() == library) {
              lines.add(
                  new Line(
                      way,
                      library,
                      all.stream().map(row -> new Point(row.at(), row.value())).toList()));
            }
          });
    }
    return lines;
  }

  private static Part.Found programs(Effort effort, Consumer<String> progress, Steps steps)
      throws InterruptedException {
    int words = effort.quick() ? ProgramsSettings.STEP : 8 * ProgramsSettings.STEP;
    int[] works = {0};
    Consumer<String> each = work -> steps.step(works[0]++, 8);
    // Each tier is asked for by name; nothing is to be compiled beside what is measured.
    SubjectSettings pinned =
        effort.choosing(config -> config.withProgramTier(ProgramTier.INTERPRETER));
    return programs(ProgramsBench.run(new ProgramsSettings(pinned, words, 10), each));
  }

  static Part.Found programs(ProgramsReport report) {
    List<ProgramsRow> rows = report.rows();
    List<Line> lines =
        List.of(
            tier("library, compiled", true, rows, ProgramsRow::fused),
            tier("library, interpreter", true, rows, ProgramsRow::interpreted),
            tier(BY_HAND, false, rows, ProgramsRow::hand));
    Figure figure =
        new Figure(
            "programs",
            "Programs beside a dispatch by hand",
            "VIR0 programs in both tiers, divided by the dispatch that does the same, written in"
                + " GLSL by hand; data on the device, results compared with Java's. 1 is as fast;"
                + " the table has what is worked a second.",
            Figure.Shape.ROWS,
            "work",
            rows.stream().map(row -> row.work() + " (" + row.unit() + ")").toList(),
            Unit.PER_SECOND,
            List.of(BY_HAND),
            lines);
    return new Part.Found(
        report.machine(), report.mode(), report.modeReason(), List.of(figure), "");
  }

  private static Line tier(
      String name, boolean library, List<ProgramsRow> rows, Function<ProgramsRow, Spread> value) {
    List<Point> points = new ArrayList<>();
    for (ProgramsRow row : rows) {
      points.add(new Point(points.size() + 1, value.apply(row)));
    }
    return new Line(name, library, points);
  }

  private static Part.Found programSizes(Effort effort, Consumer<String> progress, Steps steps)
      throws InterruptedException {
    ProgramSizes.Found found = ProgramSizes.run(sweep(effort), progress, steps);
    return found(
        found.first(),
        trips(
            found.first(),
            "first-result",
            "First result and the program's size",
            "A program that is new each time is loaded into a running megakernel, and its first"
                + " slot awaited; beside it a shader's text is compiled and dispatched. Statements"
                + " of four operations on 1,024 words. Lower is better.",
            "statements",
            ProgramSizes.TEXT),
        trips(
            found.slots(),
            "program-slot",
            "A slot and its program's size",
            "A slot with a program that is loaded; beside it a recorded dispatch. Lower is better.",
            "statements",
            ProgramSizes.RECORDED));
  }

  private static Part.Found idle(Effort effort, Consumer<String> progress, Steps steps)
      throws InterruptedException {
    IdleSettings settings =
        new IdleSettings(effort.rounds(effort.quick() ? 1 : 3), effort.quick() ? 1 : 2);
    steps.step(0, 1);
    return idle(IdleBench.run(settings, progress));
  }

  static Part.Found idle(IdleReport report) {
    List<Point> points = new ArrayList<>();
    List<String> names = new ArrayList<>();
    List<Line> lines = new ArrayList<>();
    for (IdleRow row : report.rows()) {
      if (row.strategy() == null) {
        lines.add(new Line(CLOSED, false, List.of(new Point(0, row.percent()))));
      } else {
        names.add(row.strategy().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        points.add(new Point(names.size(), row.percent()));
      }
    }
    lines.add(0, new Line("library", true, points));
    Figure figure =
        new Figure(
            "idle",
            "Processor time with nothing to do",
            "Of the whole process, software driver included, while a megakernel is open and left"
                + " alone, for each way in which its threads wait.",
            Figure.Shape.ROWS,
            "waiting",
            names,
            Unit.PERCENT,
            List.of(),
            lines);
    return new Part.Found(
        report.machine(), report.mode(), report.modeReason(), List.of(figure), "");
  }
}
