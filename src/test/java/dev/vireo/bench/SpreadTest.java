package dev.vireo.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {
  @Test
  void shouldFindQuartilesWhateverTheOrder() {
    Spread spread = Spread.of(5, 1, 4, 2, 3);
    assertEquals(2, spread.lower());
    assertEquals(3, spread.median());
    assertEquals(4, spread.upper());
    assertEquals(List.of(5.0, 1.0, 4.0, 2.0, 3.0), spread.rounds());
  }

  @Test
  void shouldPutQuartilesBetweenTwoValuesInProportion() {
    Spread spread = Spread.of(10, 20, 30, 40);
    assertEquals(17.5, spread.lower());
    assertEquals(25, spread.median());
    assertEquals(32.5, spread.upper());
  }

  @Test
  void shouldTakeOneRoundForAllQuartiles() {
    assertEquals(new Spread(7, 7, 7, List.of(7.0)), Spread.of(7));
  }

  @Test
  void shouldDivideRoundByRoundAndNotMedianByMedian() {
    // The second round was disturbed on both sides: each ratio is 2 all the same.
    Spread ratios = Spread.ofRatios(Spread.of(2, 20, 4), Spread.of(1, 10, 2));
    assertEquals(List.of(2.0, 2.0, 2.0), ratios.rounds());
    assertEquals(2, ratios.median());
    Spread uneven = Spread.ofRatios(Spread.of(1, 9, 5), Spread.of(1, 3, 10));
    assertEquals(List.of(1.0, 3.0, 0.5), uneven.rounds());
    assertEquals(1, uneven.median());
  }
}
