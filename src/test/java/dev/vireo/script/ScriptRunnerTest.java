package dev.vireo.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.protocol.ClosedException;
import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.DeviceException;
import dev.vireo.protocol.FaultCode;
import dev.vireo.protocol.Mode;
import dev.vireo.protocol.Protection;
import dev.vireo.script.FakeTarget.When;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScriptRunnerTest {
  private static final int RING = 4;

  private static ScriptReport run(When when, String... lines) {
    Script script = Scripts.parse(lines);
    FakeTarget target = new FakeTarget(when, RING, script.observableWords());
    return ScriptRunner.run(script, target, Protection.GUARDED);
  }

  private static void assertHeld(ScriptReport report) {
    report.expectations().forEach(result -> assertTrue(result.held(), result::toString));
  }

  private static ExpectationResult only(ScriptReport report) {
    assertEquals(1, report.expectations().size());
    return report.expectations().get(0);
  }

  @ParameterizedTest
  @EnumSource
  void shouldSeeEveryTerm(When when) {
    ScriptReport report =
        run(
            when,
            "STORE_U32 7 160 ; ATOMIC_ADD 2 161 ; ATOMIC_ADD 3 161 ; LOAD_MISS ; BATCH_FENCE",
            "PRINTF 1 2 3",
            "wait",
            "expect control[160] == 7 ; expect observable[1] == 5 ; expect metrics[ATOMIC_ADD] == 2",
            "expect done == 5 ; expect epoch == 1 ; expect status[2] == DONE",
            "expect status[3] == FAULT ; expect result[2] == 2 ; expect result[2].1 == 99",
            "expect result[3].1 == 0xFFFD ; expect debug[0] == (1, 2, 3)",
            "expect control[129] == 0");
    assertEquals(12, report.expectations().size());
    assertHeld(report);
    assertTrue(report.held());
  }

  @ParameterizedTest
  @EnumSource
  void shouldReportWhatWasFoundInstead(When when) {
    ScriptReport report = run(when, "STORE_U32 7 160", "wait", "expect observable[0] == 8");
    ExpectationResult result = only(report);
    assertFalse(report.held());
    assertEquals(1, report.failures());
    assertEquals(
        new ExpectationResult(new Position(3, 1), "observable[0]", "8", "7", 1, 1, ""), result);
  }

  @ParameterizedTest
  @EnumSource
  void shouldLookAtTheStateAfterTheLastWait(When when) {
    ScriptReport report =
        run(
            when,
            "expect observable[0] == 0",
            "STORE_U32 1 160 ; PRINTF 1 1 1",
            "expect observable[0] == 0 ; expect done == 0",
            "wait",
            "expect observable[0] == 1",
            "STORE_U32 2 160 ; PRINTF 2 2 2 ; BATCH_FENCE",
            "expect observable[0] == 1 ; expect done == 2 ; expect metrics[STORE_U32] == 1",
            "expect debug[0] == (1, 1, 1) ; expect epoch == 0 ; expect control[1] == 2",
            "wait ; wait",
            "expect observable[0] == 2 ; expect epoch == 1 ; expect debug[1] == (2, 2, 2)");
    assertHeld(report);
  }

  @ParameterizedTest
  @EnumSource
  void shouldImplyAWaitBeforeTheExpectationsThatEndTheScript(When when) {
    assertHeld(run(when, "STORE_U32 1 160", "expect observable[0] == 1", "expect done == 1"));
    assertHeld(
        run(
            when,
            "STORE_U32 1 160 ; wait ; STORE_U32 2 160",
            "repeat 2 { expect status[1] == DONE } ; expect observable[0] == 2"));
  }

  @ParameterizedTest
  @EnumSource
  void shouldLookAtTheStateAfterTheLastWaitInEveryTurn(When when) {
    ScriptReport report =
        run(
            when,
            "repeat 3 {",
            "  ATOMIC_ADD 1 160",
            "  expect observable[0] == 0",
            "}",
            "wait",
            "expect observable[0] == 3",
            "repeat 2 { expect observable[0] == 3 ; ATOMIC_ADD 1 160 }",
            "wait");
    assertHeld(report);
    assertEquals(3, report.expectations().get(0).evaluated());
    assertEquals(2, report.expectations().get(2).evaluated());
  }

  @ParameterizedTest
  @EnumSource
  void shouldSayThatSlotsWereNotWaitedFor(When when) {
    ExpectationResult result =
        only(run(when, "STORE_U32 1 160 ; NOP", "expect observable[0] == 1", "NOP"));
    assertFalse(result.held());
    assertEquals("0", result.actual());
    assertTrue(result.reason().startsWith("2 slots were published after"), result.reason());
  }

  @ParameterizedTest
  @EnumSource
  void shouldNotSeeASlotThatIsPublishedLater(When when) {
    ExpectationResult result = only(run(when, "NOP ; wait ; NOP ; expect status[1] == DONE ; NOP"));
    assertFalse(result.held());
    assertEquals("", result.actual());
    assertTrue(result.reason().startsWith("1 slots were published before"), result.reason());
  }

  @Test
  void shouldSayWhyThereIsNothingToBeSeen() {
    ExpectationResult debug = only(run(When.AT_AWAIT, "PRINTF 1", "expect debug[1] == (1, 0, 0)"));
    assertFalse(debug.held());
    assertEquals("the debug log has 1 records", debug.reason());
  }

  @Test
  void shouldCountTurnsAndKeepTheFirstFailure() {
    ScriptReport report =
        run(
            When.AT_AWAIT,
            "repeat 5 { ATOMIC_ADD 1 160 ; wait ; expect observable[0] == 2 }",
            "repeat 0 { expect done == 77 }");
    ExpectationResult result = report.expectations().get(0);
    assertEquals(5, result.evaluated());
    assertEquals(4, result.failed());
    assertEquals("1", result.actual());
    assertEquals(0, report.expectations().get(1).evaluated());
    assertTrue(report.expectations().get(1).held());
  }

  @ParameterizedTest
  @EnumSource
  void shouldPublishMoreSlotsThanTheRingHolds(When when) {
    ScriptReport report =
        run(
            when,
            "repeat 1000 { repeat 3 { ATOMIC_ADD 1 160 } ; NOP }",
            "wait",
            "expect observable[0] == 3000 ; expect status[3999] == DONE ; expect result[2000] == 1500");
    assertHeld(report);
    assertEquals(4000, report.slots());
    assertEquals(4000, report.count(CompletionStatus.DONE));
  }

  @Test
  void shouldKeepTheFirstAndLastRows() {
    ScriptReport report = run(When.AT_AWAIT, "repeat 100000 { ATOMIC_ADD 1 160 }", "NOP");
    List<Long> numbers = report.rows().stream().map(SlotRow::number).toList();
    List<Long> wanted =
        LongStream.concat(LongStream.range(0, 64), LongStream.range(99_993, 100_001))
            .boxed()
            .toList();
    assertEquals(wanted, numbers);
    assertEquals(100_001 - 72, report.rowsOmitted());
    assertEquals(2, report.rows().get(71).line());
    assertEquals("NOP", report.rows().get(71).operation());
    assertEquals(63, report.rows().get(63).result0());
  }

  @ParameterizedTest
  @EnumSource
  void shouldCancelWhatComesAfterAShutdown(When when) {
    ScriptReport report =
        run(
            when,
            "NOP ; SHUTDOWN ; wait ; NOP ; repeat 10 { NOP }",
            "expect status[1] == DONE ; expect status[2] == CANCELLED ; expect status[12] == 9",
            "expect result[2] == 0 ; expect done == 2 ; expect control[0] == 1");
    assertHeld(report);
    assertEquals(11, report.count(CompletionStatus.CANCELLED));
    assertEquals(2, report.count(CompletionStatus.DONE));
  }

  @Test
  void shouldNotPublishAgainOncePublishingIsClosed() {
    Script script = Scripts.parse("SHUTDOWN ; repeat 1000 { NOP }");
    FakeTarget target = new FakeTarget(When.AT_SUBMIT, RING, 16);
    ScriptReport report = ScriptRunner.run(script, target, Protection.GUARDED);
    assertEquals(1000, report.count(CompletionStatus.CANCELLED));
    assertEquals(1, target.refusals());
  }

  @Test
  void shouldNotTakeAFailedDeviceForAShutdown() {
    FakeTarget target = new FakeTarget(When.AT_SUBMIT, RING, 16);
    target.fail(new DeviceException("lost"));
    Script script = Scripts.parse("NOP");
    ClosedException error =
        assertThrows(
            ClosedException.class, () -> ScriptRunner.run(script, target, Protection.GUARDED));
    assertEquals("lost", error.getCause().getMessage());
  }

  @Test
  void shouldNotCallAFaultAFailure() {
    ScriptReport report = run(When.AT_AWAIT, "LOAD_MISS 1 0");
    assertTrue(report.held());
    assertEquals(1, report.count(CompletionStatus.FAULT));
    SlotRow row = report.rows().get(0);
    assertEquals(FaultCode.UNSUPPORTED, row.fault());
    assertEquals(0xFFFD, row.result1());
  }

  @Test
  void shouldSkipTurnsOfNothing() {
    ScriptReport report = run(When.AT_AWAIT, "repeat 4294967295 { repeat 4294967295 { } }");
    assertEquals(0, report.slots());
    assertTrue(report.held());
  }

  @Test
  void shouldRunEpochSlicesOnTheReferenceAndRefuseLiveOnes() {
    Script script = Scripts.parse("STORE_U32 7 160 ; expect observable[0] == 7");
    for (Mode mode : List.of(Mode.AUTO, Mode.EPOCH)) {
      ScriptReport report = ScriptRunner.run(script, "reference", Protection.GUARDED, mode);
      assertHeld(report);
      assertEquals(Mode.EPOCH, report.mode());
    }
    DeviceException refused =
        assertThrows(
            DeviceException.class,
            () -> ScriptRunner.run(script, "reference", Protection.GUARDED, Mode.LIVE));
    assertTrue(refused.getMessage().contains("ask for mode auto or epoch"), refused.getMessage());
  }

  @Test
  void shouldDescribeTheRun() {
    ScriptReport report = run(When.AT_AWAIT, "observable 5 ; NOP");
    assertEquals(Scripts.FILE, report.file());
    assertEquals("fake", report.device());
    assertEquals(Protection.GUARDED, report.protection());
    assertEquals(Mode.LIVE, report.mode());
    assertEquals("it is a fake", report.modeReason());
    assertEquals(5, report.observableWords());
    assertTrue(report.nanoseconds() >= 0);
  }
}
