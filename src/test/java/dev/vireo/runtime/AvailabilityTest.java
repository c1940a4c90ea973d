package dev.vireo.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class AvailabilityTest {
  @Test
  void shouldTellFilledSlotsFromGapsAndFormerLaps() {
    RingGeometry geometry = new RingGeometry(5);
    Availability availability = new Availability(geometry);
    long first = 0xFFFF_FFFEL;
    for (long sequence = first; sequence < first + 5; sequence++) {
      assertEquals(Availability.MISSING, availability.look(geometry.indexOf(sequence), sequence));
    }
    availability.fill(geometry.indexOf(first + 2), first + 2, false);
    availability.fill(geometry.indexOf(first), first, true);
    int[] expected = {
      Availability.FENCE,
      Availability.MISSING,
      Availability.FILLED,
      Availability.MISSING,
      Availability.MISSING,
      Availability.MISSING
    };
    for (int i = 0; i < expected.length; i++) {
      int index = geometry.indexOf(first + i);
      assertEquals(expected[i], availability.look(index, first + i), "sequence " + (first + i));
    }
    // The same slot one lap later is missing again, and then hides the former one.
    int index = geometry.indexOf(first + 7);
    assertEquals(geometry.indexOf(first + 2), index);
    assertEquals(Availability.MISSING, availability.look(index, first + 7));
    availability.fill(index, first + 7, true);
    assertEquals(Availability.FENCE, availability.look(index, first + 7));
    assertEquals(Availability.MISSING, availability.look(index, first + 2));
  }

  @Test
  void shouldWalkRingsOfAnySize() {
    for (int slots : new int[] {1, 2, 3, 61, 64}) {
      RingGeometry geometry = new RingGeometry(slots);
      long first = 0xFFFF_FF00L;
      int index = geometry.indexOf(first);
      for (long sequence = first; sequence < first + 1000; sequence++) {
        assertEquals(sequence % slots, index);
        assertEquals(index, geometry.indexOf(sequence));
        index = geometry.next(index);
      }
    }
  }
}
