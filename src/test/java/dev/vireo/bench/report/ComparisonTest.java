package dev.vireo.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.bench.report.Change.Verdict;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static final int PLACES = 80;
  private static final long SEED = 20_261_123;

  private static double[] times(double value) {
    double[] times = new double[PLACES];
    Arrays.fill(times, value);
    return times;
  }

  @Test
  void shouldFindTheOneValueThatChangedAmongManyThatDidNot() {
    Random random = new Random(SEED);
    double[] after = times(3);
    after[17] = 3 / 1.5;
    for (int rounds : new int[] {Effort.QUICK_ROUNDS, Effort.FULL_ROUNDS}) {
      Comparison found =
          Comparison.of(Reports.of(random, rounds, times(3)), Reports.of(random, rounds, after));
      List<Change> changed =
          found.changes().stream().filter(change -> change.verdict().changed()).toList();
      assertEquals(1, changed.size(), "seed " + SEED + ", rounds " + rounds + ": " + changed);
      assertEquals("slots 18", changed.get(0).place());
      assertEquals(Verdict.WORSE, changed.get(0).verdict());
      assertEquals(changed.get(0), found.changes().get(0));
      assertEquals(PLACES - 1, found.count(Verdict.NOISE));
    }
  }

  @Test
  void shouldTakeASmallChangeForNoiseHoweverSureTheTestIs() {
    Random random = new Random(SEED);
    Comparison found =
        Comparison.of(Reports.of(random, 9, times(1)), Reports.of(random, 9, times(1.04)));
    assertTrue(found.changes().stream().anyMatch(change -> change.probability() < 0.01));
    assertEquals(PLACES, found.count(Verdict.NOISE));
  }

  @Test
  void shouldNotSeeWhatSlowsTheBaselineDownAsMuch() {
    BenchReport before = Reports.of(new Random(SEED), 9, 2, 3);
    Figure figure = before.figures().get(0);
    List<Line> halved =
        figure.lines().stream()
            .map(
                line ->
                    new Line(
                        line.name(),
                        line.library(),
                        line.points().stream().map(ComparisonTest::halved).toList()))
            .toList();
    Figure slower =
        new Figure(
            figure.id(),
            figure.title(),
            figure.text(),
            figure.shape(),
            figure.axis(),
            figure.categories(),
            figure.unit(),
            figure.against(),
            halved);
    BenchReport after = new BenchReport(before.setup(), List.of(slower), List.of());
    assertEquals(2, Comparison.of(before, after).count(Verdict.NOISE));
  }

  private static Point halved(Point point) {
    double[] half = point.value().rounds().stream().mapToDouble(v -> v / 2).toArray();
    return new Point(point.at(), dev.vireo.bench.Spread.of(half));
  }

  @Test
  void shouldSayWhereRoundsAreTooFew() {
    Random random = new Random(SEED);
    Comparison found = Comparison.of(Reports.of(random, 4, 1), Reports.of(random, 4, 9));
    assertEquals(1, found.count(Verdict.UNKNOWN));
  }

  @Test
  void shouldCallShorterTimesBetter() {
    Change change =
        new Change("f", "l", "", "", Unit.NANOS, null, null, 0, Verdict.NOISE).with(Verdict.BETTER);
    assertTrue(change.verdict().changed());
    Random random = new Random(SEED);
    BenchReport slow = trips(random, 2000);
    BenchReport fast = trips(random, 1000);
    assertEquals(Verdict.BETTER, Comparison.of(slow, fast).changes().get(0).verdict());
    assertEquals(Verdict.WORSE, Comparison.of(fast, slow).changes().get(0).verdict());
  }

  private static BenchReport trips(Random random, double nanos) {
    Line line =
        new Line("library", true, List.of(new Point(0, Reports.rounds(random, 9, nanos, 0.02))));
    Figure figure =
        new Figure(
            "trips",
            "Trips",
            "",
            Figure.Shape.ROWS,
            "",
            List.of(),
            Unit.NANOS,
            List.of(),
            List.of(line));
    return new BenchReport(Reports.setup("1"), List.of(figure), List.of());
  }

  @Test
  void shouldNameWhatTheRunsDifferInAndWhatOnlyOneHas() {
    Random random = new Random(SEED);
    BenchReport older = Reports.of(random, 9, 2);
    BenchReport same = Reports.of(random, 9, 2, 5);
    BenchReport newer = new BenchReport(Reports.setup("2"), same.figures(), List.of());
    Comparison found = Comparison.of(older, newer);
    assertEquals(List.of("Vireo: 1 before, 2 now"), found.differences());
    assertEquals(List.of("Rates, library, slots 2"), found.missing());
    BenchReport none = new BenchReport(older.setup(), List.of(), List.of());
    assertThrows(ReportException.class, () -> Comparison.of(none, newer));
    assertThrows(ReportException.class, () -> Comparison.of(older, none));
  }
}
