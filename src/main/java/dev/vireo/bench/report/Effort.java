package dev.vireo.bench.report;

import dev.vireo.MegakernelConfig;
import dev.vireo.bench.SubjectSettings;
import java.util.function.UnaryOperator;

/**
 * How much a run takes.
 *
 * @param subject what is measured, and in how many rounds
 * @param quick whether a minute or two have to do
 */
public record Effort(SubjectSettings subject, boolean quick) {
  /**
   * Rounds of a quick run. Of two times seven values, the least likely order has probability
   * 0.0006: enough to find a single change among 80 values with five in a hundred false ones.
   */
  public static final int QUICK_ROUNDS = 7;

  /** Rounds of a full run. */
  public static final int FULL_ROUNDS = 9;

  /** Returns so many seconds a round, over all rounds. */
  double seconds(double quickRound, double fullRound) {
    return subject.rounds() * (quick ? quickRound : fullRound);
  }

  /** Returns so many trips a round, over all rounds. */
  int trips(int quickRound, int fullRound) {
    return subject.rounds() * (quick ? quickRound : fullRound);
  }

  /** With other rounds. */
  SubjectSettings rounds(int rounds) {
    return new SubjectSettings(subject.device(), subject.mode(), rounds, subject.choices());
  }

  /** With something more in the configuration of the library's megakernels. */
  SubjectSettings choosing(UnaryOperator<MegakernelConfig> more) {
    return new SubjectSettings(
        subject.device(),
        subject.mode(),
        subject.rounds(),
        config -> more.apply(subject.choices().apply(config)));
  }

  String name() {
    return quick ? "quick" : "full";
  }
}
