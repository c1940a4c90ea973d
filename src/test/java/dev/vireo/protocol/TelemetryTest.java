package dev.vireo.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TelemetryTest {
  private static ByteBuffer control(int done) {
    int[] words = new int[160];
    words[1] = done;
    words[64] = 5;
    words[70] = -1;
    words[136] = 2;
    return ByteBuffer.wrap(TestBuffers.words(words));
  }

  private static ByteBuffer ring(int... statuses) {
    int[] words = new int[16 * statuses.length];
    for (int i = 0; i < statuses.length; i++) {
      words[16 * i] = statuses[i];
    }
    return ByteBuffer.wrap(TestBuffers.words(words));
  }

  private static TelemetryCounters counters(int done, int... statuses) {
    return TelemetryCounters.of(
        ControlSnapshot.of(control(done)), RingSnapshot.of(ring(statuses)).occupancy());
  }

  @ParameterizedTest
  @EnumSource
  void shouldTakeSnapshotsOfAnyBuffer(TestBuffers kind) {
    ByteBuffer control = kind.of(control(9));
    ByteBuffer ring = kind.of(ring(1, 8, 0));
    assertEquals(ControlSnapshot.of(control(9)), ControlSnapshot.of(control));
    assertEquals(new RingOccupancy(1, 1, 0, 0, 0, 0, 0, 0, 1), RingSnapshot.of(ring).occupancy());
    kind.assertIntact(control);
    kind.assertIntact(ring);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 636, 639, 641})
  void shouldRefuseASnapshotOfATruncatedControlBuffer(int length) {
    assertThrows(
        ProtocolException.Backend.class, () -> ControlSnapshot.of(ByteBuffer.allocate(length)));
  }

  @Test
  void shouldRefuseASnapshotOfARaggedRing() {
    assertThrows(ProtocolException.Backend.class, () -> RingSnapshot.of(ByteBuffer.allocate(63)));
  }

  @Test
  void shouldDeriveSharesAndSkewRoundedDown() {
    TelemetryCounters counters = counters(7, 0, 1, 3);
    assertEquals(333_333, counters.idlePpm());
    assertEquals(3_333, counters.frontierDensityBps());
    assertEquals(6_666, counters.occupancyBps());
    assertEquals(0xFFFF_FFFFL - 5, counters.tenantFairnessSkew());
    assertEquals(0xFFFF_FFFFL + 5, counters.tenantFairnessTotal());
    assertEquals(2, counters.priorityFairnessTotal());
    assertEquals(0, counters(0).idlePpm());
  }

  @Test
  void shouldSuspectAStallWhenWorkWaitsWithoutProgressOrFault() {
    assertTrue(counters(7, 1).stallSuspected(counters(7, 1)));
    assertFalse(counters(8, 1).stallSuspected(counters(7, 1)));
    assertFalse(counters(7, 0).stallSuspected(counters(7, 1)));
    assertFalse(counters(7, 1, 7).stallSuspected(counters(7, 1)));
  }

  @Test
  void shouldRefuseADoneCounterThatWentBack() {
    assertEquals(0xFFFF_FFFFL - 7, counters(-1).doneSince(counters(7)));
    assertThrows(ProtocolException.Backend.class, () -> counters(6).doneSince(counters(7)));
  }

  @Test
  void shouldGroupWindowsByTicketThenOpcodeUnsigned() {
    int[] words = new int[64];
    int[][] slots = {
      {1, 9, 4, 0, -1, 0}, {3, 9, 5, 0, 1, 1}, {2, 8, 6, 0, 1, 2}, {1, 9, 7, 0, 1, 0}
    };
    for (int i = 0; i < slots.length; i++) {
      System.arraycopy(slots[i], 0, words, 16 * i, 6);
    }
    RingSnapshot ring = RingSnapshot.of(ByteBuffer.wrap(TestBuffers.words(words)));
    List<RingSnapshot.Window> windows = ring.windows(List.of(8, 9));
    assertEquals(3, windows.size());
    assertEquals(8, windows.get(0).opcode());
    assertEquals(0, windows.get(0).required() + windows.get(0).lookahead());
    RingSnapshot.Window second = windows.get(1);
    assertEquals(5, second.tenant());
    assertEquals(1, second.required());
    assertEquals(1, second.lookahead());
    assertTrue(second.occupancy().active());
    assertEquals(-1, windows.get(2).ticket());
    assertEquals(List.of(), ring.windows(List.of()));
  }
}
