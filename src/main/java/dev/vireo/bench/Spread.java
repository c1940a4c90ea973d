package dev.vireo.bench;

import java.util.Arrays;
import java.util.List;

/**
 * What was found in several rounds: the median, the quartiles around it, and the rounds themselves.
 *
 * @param lower first quartile
 * @param median second quartile
 * @param upper third quartile
 * @param rounds the values in the order of the rounds
 */
public record Spread(double lower, double median, double upper, List<Double> rounds) {
  /** Copies the list. */
  public Spread {
    rounds = List.copyOf(rounds);
  }

  /**
   * Sums up one value or more. Between two values in order, a quartile lies in proportion, as a
   * spreadsheet's QUARTILE.INC has it.
   */
  public static Spread of(double... rounds) {
    double[] sorted = rounds.clone();
    Arrays.sort(sorted);
    return new Spread(
        at(sorted, 0.25),
        at(sorted, 0.5),
        at(sorted, 0.75),
        Arrays.stream(rounds).boxed().toList());
  }

  /** Divides round by round: what disturbs a round disturbs both sides of it. */
  public static Spread ofRatios(Spread above, Spread below) {
    double[] ratios = new double[above.rounds.size()];
    Arrays.setAll(ratios, i -> above.rounds.get(i) / below.rounds.get(i));
    return of(ratios);
  }

  private static double at(double[] sorted, double part) {
    double place = part * (sorted.length - 1);
    int before = (int) place;
    int after = Math.min(before + 1, sorted.length - 1);
    return sorted[before] + (place - before) * (sorted[after] - sorted[before]);
  }
}
