package dev.vireo.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryPlacementTest {
  private static final long GIB = 1L << 30;
  private static final MemoryType DEVICE_ONLY =
      new MemoryType(0, true, false, false, false, 139 * GIB);
  private static final MemoryType UNCACHED = new MemoryType(1, false, true, true, false, 64 * GIB);
  private static final MemoryType CACHED = new MemoryType(2, false, true, true, true, 64 * GIB);
  private static final MemoryType WINDOW = new MemoryType(3, true, true, true, false, 139 * GIB);
  private static final MemoryType SMALL_WINDOW =
      new MemoryType(3, true, true, true, false, GIB / 4);
  private static final MemoryType EVERYTHING = new MemoryType(0, true, true, true, true, 2 * GIB);

  @Test
  void shouldKeepTheTwoDirectionsApartOnACardWithAWindow() {
    MemoryPlacement card = new MemoryPlacement(List.of(DEVICE_ONLY, UNCACHED, CACHED, WINDOW));
    assertEquals(WINDOW, card.chosen(MemoryUse.REQUEST));
    assertEquals(WINDOW, card.chosen(MemoryUse.DEVICE));
    assertEquals(CACHED, card.chosen(MemoryUse.ANSWER));
  }

  @Test
  void shouldUseSystemMemoryForRequestsOnACardWithoutAWindow() {
    MemoryPlacement card = new MemoryPlacement(List.of(DEVICE_ONLY, UNCACHED, CACHED));
    assertEquals(UNCACHED, card.chosen(MemoryUse.REQUEST));
    assertEquals(DEVICE_ONLY, card.chosen(MemoryUse.DEVICE));
    assertTrue(card.reason(MemoryUse.REQUEST).contains("may not see host writes"), card.toString());
  }

  @Test
  void shouldNotCrowdASmallWindow() {
    MemoryPlacement card =
        new MemoryPlacement(List.of(DEVICE_ONLY, UNCACHED, CACHED, SMALL_WINDOW));
    assertEquals(
        List.of(SMALL_WINDOW, UNCACHED, CACHED), card.candidates(MemoryUse.REQUEST, 1 << 20));
    assertEquals(
        List.of(UNCACHED, CACHED, SMALL_WINDOW), card.candidates(MemoryUse.REQUEST, GIB / 8));
    assertEquals(DEVICE_ONLY, card.candidates(MemoryUse.DEVICE, GIB / 8).get(0));
  }

  @Test
  void shouldTakeTheOnlyTypeOfACpuDeviceForEverything() {
    MemoryPlacement cpu = new MemoryPlacement(List.of(EVERYTHING));
    for (MemoryUse use : MemoryUse.values()) {
      assertEquals(List.of(EVERYTHING), cpu.candidates(use, 2 * GIB));
    }
    assertTrue(
        cpu.toString().contains("device-local host-visible coherent cached"), cpu.toString());
  }

  @Test
  void shouldSayThatHostReadsAreDearWhereNothingIsCached() {
    MemoryPlacement poor = new MemoryPlacement(List.of(DEVICE_ONLY, UNCACHED, WINDOW));
    assertEquals(UNCACHED, poor.chosen(MemoryUse.ANSWER));
    assertTrue(poor.reason(MemoryUse.ANSWER).contains("1 µs"), poor.toString());
  }

  @Test
  void shouldNeverMapMemoryThatNeedsFlushes() {
    MemoryType incoherent = new MemoryType(0, false, true, false, true, GIB);
    MemoryPlacement odd = new MemoryPlacement(List.of(incoherent));
    assertNull(odd.chosen(MemoryUse.ANSWER));
    assertFalse(odd.toString().isBlank());
  }
}
