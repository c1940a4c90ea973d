package dev.vireo.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

class PartitionOrderTest {
  private static final int LEVELS = 5;

  @Test
  void shouldTakeFromTheMostUrgentPartitionThatWaits() {
    PartitionOrder order = new PartitionOrder();
    assertEquals(-1, order.next(i -> false));
    assertEquals(0, order.next(i -> true));
    assertEquals(3, order.next(i -> i >= 3));
  }

  @Test
  void shouldClaimWhenOnlyUrgentSlotsWaitHoweverOftenItDidBefore() {
    // vyre's kernel locks up after sixteen of these.
    PartitionOrder order = new PartitionOrder();
    for (int i = 0; i < 1000; i++) {
      int level = i / 100 % 2;
      assertEquals(level, order.next(p -> p == level));
      order.claimed(level);
    }
  }

  @Test
  void shouldGiveEveryPartitionThatWaitsOneOfAnyTwentyOneClaims() {
    SplittableRandom random = new SplittableRandom(3);
    PartitionOrder order = new PartitionOrder();
    int[] left = new int[LEVELS];
    int[] waited = new int[LEVELS];
    int longest = 0;
    for (int step = 0; step < 200_000; step++) {
      if (random.nextInt(3) == 0) {
        left[random.nextInt(LEVELS)] += random.nextInt(30);
      }
      IntPredicate waits = i -> left[i] > 0;
      int taken = order.next(waits);
      if (taken >= 0) {
        left[taken]--;
        order.claimed(taken);
        for (int i = 0; i < LEVELS; i++) {
          waited[i] = i == taken || left[i] == 0 ? 0 : waited[i] + 1;
          longest = Math.max(longest, waited[i]);
        }
      }
    }
    assertTrue(longest >= 16 && longest <= 20, "a partition waited for " + longest + " claims");
  }

  @Test
  void shouldForgetTheAgeOfPartitionsWhereNothingWaited() {
    PartitionOrder order = new PartitionOrder();
    for (int i = 0; i < 16; i++) {
      order.claimed(0);
    }
    assertEquals(1, order.next(i -> i < 2));
    order.begin(i -> i == 1);
    assertEquals(1, order.next(i -> i < 2));
    order.begin(i -> false);
    assertEquals(0, order.next(i -> i < 2));
  }
}
