package dev.vireo.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vireo.protocol.Opcode;
import org.junit.jupiter.api.Test;

class AvailabilityTest {
  @Test
  void shouldTellPublishedSlotsFromGapsAndFormerLaps() {
    RingGeometry geometry = new RingGeometry(5);
    Availability availability = new Availability(geometry);
    long first = 0xFFFF_FFFEL;
    for (long sequence = first; sequence < first + 5; sequence++) {
      assertEquals(0, availability.published(geometry.indexOf(sequence), sequence));
    }
    availability.publish(geometry.indexOf(first + 2), first + 2, 1);
    availability.mark(geometry.indexOf(first), Opcode.BATCH_FENCE);
    availability.publish(geometry.indexOf(first), first, 1);
    int[] expected = {1, 0, 1, 0, 0};
    for (int i = 0; i < expected.length; i++) {
      int index = geometry.indexOf(first + i);
      assertEquals(
          expected[i], availability.published(index, first + i), "sequence " + (first + i));
      assertEquals(i == 0, availability.fence(index), "fence at " + (first + i));
    }
    // The same slot one lap later is missing again, and then hides the former one.
    int index = geometry.indexOf(first + 7);
    assertEquals(geometry.indexOf(first + 2), index);
    assertEquals(0, availability.published(index, first + 7));
    availability.publish(index, first + 7, 1);
    assertEquals(1, availability.published(index, first + 7));
    assertEquals(0, availability.published(index, first + 2));
  }

  @Test
  void shouldPublishABatchAtOnceAcrossTheRingsEnd() {
    RingGeometry geometry = new RingGeometry(5);
    Availability availability = new Availability(geometry);
    availability.publish(3, 8, 4);
    assertEquals(4, availability.published(3, 8));
    assertEquals(0, availability.published(3, 3), "a lap before");
    assertEquals(0, availability.published(4, 9), "only the first word of a batch is written");
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
