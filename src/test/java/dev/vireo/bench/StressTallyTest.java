package dev.vireo.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StressTallyTest {
  private static List<String> check(int... results) {
    StressTally tally = new StressTally();
    for (int result : results) {
      tally.slots++;
      tally.own++;
      tally.see(true, true, result);
    }
    List<String> wrong = new ArrayList<>();
    tally.check(3, results.length, 0, wrong);
    return wrong;
  }

  @Test
  void shouldTakeResultsInAnyOrder() {
    assertEquals(List.of(), check(3, 1, 0, 2));
  }

  @Test
  void shouldNoticeAResultThatCameTwice() {
    assertEquals(
        List.of(
            "producer 3: sum of its own word's results: expected 6, got 5",
            "producer 3: sum of their squares: expected 14, got 11"),
        check(0, 1, 1, 3));
  }

  @Test
  void shouldNoticeResultsWhoseSumIsRightByChance() {
    assertEquals(
        List.of("producer 3: sum of their squares: expected 14, got 10"), check(1, 1, 2, 2));
  }

  @Test
  void shouldNoticeACompletionThatIsMissingAndOneThatIsNotDone() {
    StressTally tally = new StressTally();
    tally.slots = 2;
    tally.see(false, false, 0);
    List<String> wrong = new ArrayList<>();
    tally.check(0, 0, 0, wrong);
    assertEquals(
        List.of(
            "producer 0: completions: expected 2, got 1",
            "producer 0: slots that did not end as DONE: expected 0, got 1"),
        wrong);
  }

  @Test
  void shouldAddUpResultsOfAWordThatWrapped() {
    long cycle = 1L << 32;
    long sum = StressTally.sumBelow(cycle);
    assertEquals((cycle / 2) * (cycle - 1), sum);
    assertEquals(3 * sum + 0 + 1 + 2, StressTally.sumBelow(3 * cycle + 3));
    long squares = StressTally.squaresBelow(cycle);
    assertEquals(2 * squares + 0 + 1 + 4 + 9, StressTally.squaresBelow(2 * cycle + 4));
    assertFalse(squares == 0);
  }
}
