package dev.vireo.bench.report;

import dev.vireo.bench.Spread;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What changed between two runs beyond noise.
 *
 * <p>Compared is, for each of the library's values, how many times better it is than its baseline
 * in the same round; what slows both down, another build on the machine for one, falls out. Where
 * there is no baseline, or it had other rounds, the value itself is compared.
 *
 * <p>A value has changed when three things hold. The rounds of both runs differ by the exact
 * two-sided Mann-Whitney test ({@link MannWhitney}), with false discoveries among all values kept
 * below 5 % (Y. Benjamini and Y. Hochberg, "Controlling the False Discovery Rate", Journal of the
 * Royal Statistical Society B 57, 1995). Their interquartile ranges do not overlap. And the medians
 * are 10 % apart or more: rounds of one run share their process and its compiled code, so that two
 * runs of one build differ more than rounds do (T. Kalibera and R. Jones, "Rigorous Benchmarking in
 * Reasonable Time", ISMM 2013); a smaller change takes more than two runs to see.
 *
 * @param older the setup of the older run
 * @param newer the setup of the newer run
 * @param differences what the two setups differ in, and matters; empty when nothing does
 * @param changes every value that both runs have; those that changed come first
 * @param missing values that only one run has, by name
 */
public record Comparison(
    Setup older,
    Setup newer,
    List<String> differences,
    List<Change> changes,
    List<String> missing) {
  /** The rate of false discoveries. */
  static final double FALSE_DISCOVERIES = 0.05;

  /** Medians less apart are noise whatever the test says. */
  static final double LEAST_CHANGE = 0.10;

  /** With fewer, no order of the values is unlikely enough. */
  static final int LEAST_ROUNDS = 5;

  /** Copies the lists. */
  public Comparison {
    differences = List.copyOf(differences);
    changes = List.copyOf(changes);
    missing = List.copyOf(missing);
  }

  /** Returns how many values ended so. */
  public long count(Change.Verdict verdict) {
    return changes.stream().filter(change -> change.verdict() == verdict).count();
  }

  /**
   * Compares two runs.
   *
   * @throws ReportException when they have no value in common
   */
  public static Comparison of(BenchReport older, BenchReport newer) {
    List<Change> found = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (Figure figure : newer.figures()) {
      Figure before =
          older.figures().stream()
              .filter(one -> one.id().equals(figure.id()) && one.unit() == figure.unit())
              .findFirst()
              .orElse(null);
      if (before == null) {
        missing.add(figure.title() + " (only in the newer run)");
      } else {
        pair(before, figure, found, missing);
      }
    }
    if (found.isEmpty()) {
      throw new ReportException(
          "the two reports have no value in common; they were written by versions that measure"
              + " other things, or with other --only");
    }
    return new Comparison(
        older.setup(),
        newer.setup(),
        differences(older.setup(), newer.setup()),
        judge(found),
        missing);
  }

  private static void pair(Figure before, Figure after, List<Change> found, List<String> missing) {
    for (Line line : after.lines()) {
      Line old = before.line(line.name());
      if (!line.library()) {
        continue;
      }
      for (Point point : line.points()) {
        Point oldPoint = old == null ? null : old.at(point.at());
        if (oldPoint == null) {
          missing.add(after.title() + ", " + line.name() + ", " + after.place(point.at()));
        } else {
          found.add(change(before, after, line, oldPoint, point));
        }
      }
    }
  }

  private static Change change(
      Figure before, Figure after, Line line, Point oldPoint, Point point) {
    String baseline = "";
    Spread was = oldPoint.value();
    Spread is = point.value();
    for (String one : after.against()) {
      Spread timesWas = before.times(oldPoint, one);
      Spread timesIs = after.times(point, one);
      if (timesWas != null && timesIs != null) {
        baseline = one;
        was = timesWas;
        is = timesIs;
        break;
      }
    }
    double probability =
        MannWhitney.twoSided(
            was.rounds().stream().mapToDouble(Double::doubleValue).toArray(),
            is.rounds().stream().mapToDouble(Double::doubleValue).toArray());
    boolean few = Math.min(was.rounds().size(), is.rounds().size()) < LEAST_ROUNDS;
    return new Change(
        after.title(),
        line.name(),
        after.place(point.at()),
        baseline,
        baseline.isEmpty() ? after.unit() : Unit.TIMES,
        was,
        is,
        probability,
        few ? Change.Verdict.UNKNOWN : Change.Verdict.NOISE);
  }

  /** Benjamini and Hochberg's step-up procedure, and the other two conditions. */
  private static List<Change> judge(List<Change> found) {
    List<Change> told =
        found.stream()
            .filter(change -> change.verdict() != Change.Verdict.UNKNOWN)
            .sorted(Comparator.comparingDouble(Change::probability))
            .toList();
    double limit = 0;
    for (int i = 0; i < told.size(); i++) {
      if (told.get(i).probability() <= FALSE_DISCOVERIES * (i + 1) / told.size()) {
        limit = told.get(i).probability();
      }
    }
    double most = limit;
    return found.stream()
        .map(change -> changed(change, most) ? change.with(direction(change)) : change)
        .sorted(Comparator.comparing(change -> !change.verdict().changed()))
        .toList();
  }

  private static boolean changed(Change change, double limit) {
    Spread was = change.before();
    Spread is = change.after();
    return change.verdict() != Change.Verdict.UNKNOWN
        && change.probability() <= limit
        && (is.lower() > was.upper() || is.upper() < was.lower())
        && Math.abs(Math.log(change.ratio())) >= Math.log1p(LEAST_CHANGE);
  }

  private static Change.Verdict direction(Change change) {
    return change.ratio() > 1 == change.unit().moreIsBetter()
        ? Change.Verdict.BETTER
        : Change.Verdict.WORSE;
  }

  private static List<String> differences(Setup older, Setup newer) {
    List<String> found = new ArrayList<>();
    differ(found, "Vireo", older.version(), newer.version());
    differ(found, "device", older.machine().device(), newer.machine().device());
    differ(found, "driver", older.machine().driver(), newer.machine().driver());
    differ(found, "Java", older.machine().jdk(), newer.machine().jdk());
    differ(found, "system", older.machine().system(), newer.machine().system());
    differ(found, "cores", older.machine().cores() + "", newer.machine().cores() + "");
    differ(found, "mode", older.mode(), newer.mode());
    differ(found, "effort", older.effort(), newer.effort());
    return found;
  }

  private static void differ(List<String> found, String what, String before, String after) {
    if (!before.equals(after)) {
      found.add(what + ": " + before + " before, " + after + " now");
    }
  }
}
