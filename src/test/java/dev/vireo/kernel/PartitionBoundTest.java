package dev.vireo.kernel;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The steps of shaders/partitions.comp in Java, with every load and every atomic operation a step
 * of its own, in random orders in which some invocations sleep for long: no partition waits for
 * longer than is promised.
 */
class PartitionBoundTest {
  private static final int PARTITIONS = PartitionLayout.PARTITIONS;
  private static final int THRESHOLD = 16;

  private final int[] counts = new int[PARTITIONS];
  private final int[] marks = new int[PARTITIONS];
  private final int[] waited = new int[PARTITIONS];
  private int longest;

  /** One invocation that always finds slots everywhere. */
  private final class Invocation {
    final int[] taken = new int[PARTITIONS];
    int step;
    int claims;
    int chosen;
    int overdue;

    void step() {
      if (step == 0) {
        claims = 0;
        chosen = -1;
        overdue = 0;
      }
      if (step < PARTITIONS) {
        count(PARTITIONS - 1 - step);
        step++;
      } else if (step < 2 * PARTITIONS) {
        look(2 * PARTITIONS - 1 - step);
        step++;
      } else if (step == 2 * PARTITIONS) {
        step = claim() ? step + 1 : 0;
      } else {
        marks[chosen] = Math.max(marks[chosen], claims + 1);
        step = 0;
      }
    }

    private void count(int partition) {
      taken[partition] = counts[partition];
      claims += taken[partition];
    }

    private void look(int partition) {
      int mark = marks[partition];
      int age = mark == 0 ? claims : claims - Math.min(mark, claims);
      age = age < THRESHOLD ? 0 : age;
      if (age >= overdue) {
        chosen = partition;
        overdue = age;
      }
    }

    private boolean claim() {
      if (counts[chosen] != taken[chosen]) {
        return false;
      }
      counts[chosen]++;
      for (int i = 0; i < PARTITIONS; i++) {
        waited[i] = i == chosen ? 0 : waited[i] + 1;
        longest = Math.max(longest, waited[i]);
      }
      return true;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8, 64})
  void shouldBoundTheWaitInAnyOrderOfSteps(int width) {
    SplittableRandom random = new SplittableRandom(width);
    Invocation[] invocations = new Invocation[width];
    for (int i = 0; i < width; i++) {
      invocations[i] = new Invocation();
    }
    int awake = width;
    for (int step = 0; step < 3_000_000; step++) {
      if (random.nextInt(100) == 0) {
        awake = 1 + random.nextInt(width); // the others sleep, wherever they are
        int other = random.nextInt(width);
        Invocation first = invocations[0];
        invocations[0] = invocations[other];
        invocations[other] = first;
      }
      invocations[random.nextInt(awake)].step();
    }
    int most = THRESHOLD + PARTITIONS * width - 1;
    assertTrue(longest <= most, "a partition waited for " + longest + " claims, not " + most);
    assertTrue(longest >= THRESHOLD, "urgent slots went first");
  }
}
