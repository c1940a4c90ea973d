package dev.vireo.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScaleTest {
  @Test
  void shouldPlaceValuesByTheirLogarithm() {
    Scale scale = Scale.log(1, 100, 1, 0, 200);
    assertEquals(0, scale.at(1), 1e-9);
    assertEquals(100, scale.at(10), 1e-9);
    assertEquals(200, scale.at(100), 1e-9);
    assertEquals(List.of(1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0), scale.ticks());
    assertEquals(List.of(1.0, 10.0, 100.0, 1000.0, 10_000.0), Scale.log(1, 1e4, 1, 0, 1).ticks());
  }

  @Test
  void shouldBeginALinearAxisAtZero() {
    Scale scale = Scale.linear(9.3, 300, 0);
    assertEquals(300, scale.at(0), 1e-9);
    assertEquals(0, scale.at(10), 1e-9);
    assertEquals(List.of(0.0, 2.0, 4.0, 6.0, 8.0, 10.0), scale.ticks());
  }

  @Test
  void shouldSurviveValuesThatAreAllZero() {
    assertTrue(Double.isFinite(Scale.linear(0, 0, 100).at(0)));
    assertTrue(Double.isFinite(Scale.log(0, 0, 1.2, 0, 100).at(0)));
  }
}
