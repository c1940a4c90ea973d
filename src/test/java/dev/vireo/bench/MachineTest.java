package dev.vireo.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MachineTest {
  @ParameterizedTest
  @CsvSource({"2.01 0.1 0.1, true", "2.00 9.0 9.0, false", "unknown, false"})
  void shouldCallAMachineBusyWithMoreToRunThanItHasProcessors(String load, boolean busy) {
    assertEquals(busy, new Machine("", "", "", "", "", 2, load).busy());
  }
}
