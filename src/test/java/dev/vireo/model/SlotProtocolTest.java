package dev.vireo.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The slot protocol of live mode, every interleaving of it in small scopes: no slot is lost, run
 * twice or stuck, and no signal to a slot that waits is lost, whatever drains late and wherever a
 * slice ends. Everything takes about a minute on a busy machine.
 */
@Tag("model")
class SlotProtocolTest {
  static Stream<Arguments> scopes() {
    return Stream.of(
        Arguments.of("a ring that goes round three times", Scope.producers(6), 600_000),
        Arguments.of("slots that give way", Scope.producers(4).withGivingWay(0, 1, 3), 300_000),
        Arguments.of("batches", Scope.producers(1, 1).withBatch(2).withGivingWay(0), 200_000),
        Arguments.of("three lanes", Scope.producers(4).withRing(3).withLanes(3), 1_000_000),
        Arguments.of("two producers", Scope.producers(2, 2).withEndlessTurns(), 900_000),
        Arguments.of("two, giving way", Scope.producers(2, 1).withGivingWay(0, 1), 1_500_000),
        Arguments.of(
            "two, giving way, no turns",
            Scope.producers(2, 1).withGivingWay(0, 1).withEndlessTurns(),
            700_000),
        Arguments.of(
            "one fence where availability comes before it",
            Scope.producers(2, 1).withOneFence(),
            700_000),
        Arguments.of("a slot that waits", Scope.producers(3).withWaits(0), 400_000),
        Arguments.of("waiting twice", Scope.producers(2).withWaits(0, 0), 700_000),
        Arguments.of(
            "waiting one after the other",
            Scope.producers(3).withLanes(1).withWaits(0, 2),
            350_000),
        Arguments.of(
            "more signals than a request holds",
            Scope.producers(2).withWaits(0, 1).withSignalRoom(1),
            800_000),
        Arguments.of(
            "a signal for a slot that never waits",
            Scope.producers(3).withLanes(1).withWaits(2).withSignals(0, 2),
            800_000),
        Arguments.of(
            "waiting and giving way", Scope.producers(2).withWaits(0).withGivingWay(0, 1), 300_000),
        Arguments.of(
            "two producers, waiting",
            Scope.producers(1, 1).withWaits(0).withEndlessTurns(),
            200_000),
        Arguments.of(
            "signals after everything has come to rest",
            Scope.producers(4).withWaits(0, 3).withEndlessTurns().withLateSignals(),
            400_000));
  }

  @Execution(ExecutionMode.CONCURRENT)
  @ParameterizedTest(name = "{0}")
  @MethodSource("scopes")
  void shouldCompleteEverySlotExactlyOnce(String name, Scope scope, int leastStates) {
    Exploration exploration = Explorer.explore(scope);
    assertNull(exploration.violation(), () -> name + ": " + exploration.story());
    assertTrue(
        exploration.states() >= leastStates,
        () -> name + ": only " + exploration.states() + " states of " + leastStates + " explored");
  }

  @Execution(ExecutionMode.CONCURRENT)
  @ParameterizedTest
  @EnumSource
  void shouldFindTheFault(Fault fault) {
    Exploration exploration = Explorer.explore(fault.scope());
    assertNotNull(
        exploration.violation(), () -> fault + " not found in " + exploration.states() + " states");
    assertTrue(exploration.violation().contains(fault.symptom()), exploration::story);
  }

  @Execution(ExecutionMode.CONCURRENT)
  @ParameterizedTest
  @EnumSource
  void shouldFindNothingWhereTheFaultIsLeftOut(Fault fault) {
    Exploration exploration = Explorer.explore(fault.scope().withFault(null));
    assertNull(exploration.violation(), exploration::story);
  }

  @Test
  void shouldTellTheShortestWayToAViolation() {
    Exploration exploration =
        Explorer.explore(Fault.SECOND_LOOK_BEFORE_PARK_LEFT_OUT.scope().withLanes(1));
    List<String> lines = exploration.story().lines().toList();
    assertEquals("nobody can do anything, and not everything has completed", lines.get(0));
    assertEquals(10, lines.size(), exploration::story);
    assertTrue(lines.contains("  9. pump: parks"), exploration::story);
    assertTrue(exploration.story().contains("producer A: takes sequence 0"), exploration::story);
    assertTrue(
        exploration.story().contains("producer A: sees that the pump is awake"),
        exploration::story);
  }

  @Test
  void shouldRefuseAScopeThatThePackedStateCannotHold() {
    assertThrows(IllegalArgumentException.class, () -> Scope.producers(4, 3));
  }
}
