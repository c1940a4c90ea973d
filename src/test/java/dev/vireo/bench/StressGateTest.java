package dev.vireo.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class StressGateTest {
  @Test
  void shouldHoldBackAProducerThatIsMoreThanARingAheadOfACompletionNotYetSeen() {
    StressGate gate = new StressGate(2, 100);
    assertEquals(50, gate.allowance());
    assertTrue(gate.passes(1, 10, 10));
    assertTrue(gate.passes(0, -1, 110));
    assertFalse(gate.passes(0, -1, 111));
    assertTrue(gate.passes(1, 60, 60));
    assertTrue(gate.passes(0, -1, 111));
  }

  @Test
  void shouldNotHoldAProducerBackForItself() {
    StressGate gate = new StressGate(1, 4);
    assertTrue(gate.passes(0, 10, 1000));
  }

  @Test
  void shouldNotWaitForAProducerThatLeft() {
    StressGate gate = new StressGate(2, 4);
    assertTrue(gate.passes(1, 10, 10));
    assertFalse(gate.passes(0, -1, 1000));
    gate.leave(1);
    assertTrue(gate.passes(0, -1, 1000));
  }

  @Test
  void shouldLetTwoIdleProducersPassWhateverTheySaidLongAgo() {
    StressGate gate = new StressGate(2, 4);
    assertTrue(gate.passes(1, -1, 10));
    assertFalse(gate.passes(0, -1, 1000));
    assertTrue(gate.passes(1, -1, 10));
    assertTrue(gate.passes(0, -1, 1000));
  }
}
