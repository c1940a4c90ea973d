package dev.vireo.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ExitGuardTest {
  /** Registers resources of all kinds and leaves with status 3. */
  static final class Program {
    private Program() {}

    public static void main(String[] args) {
      ExitGuard.register(() -> System.out.println("oldest"));
      ExitGuard.register(() -> new CountDownLatch(1).await(), Duration.ofMillis(200));
      ExitGuard.register(
          () -> {
            throw new IllegalStateException("on purpose");
          });
      ExitGuard.register(() -> System.out.println("taken off")).close();
      ExitGuard.register(
          () -> {
            try {
              ExitGuard.register(() -> System.out.println("too late"));
            } catch (RuntimeException refused) {
              System.out.println("newest, and nothing opens any more");
            }
          });
      System.exit(3);
    }
  }

  @Test
  void shouldCloseNewestFirstAndNeverHangTheExit() throws Exception {
    ChildJvm child = ChildJvm.run(Program.class, List.of(), Map.of());
    List<String> expected =
        List.of(
            "newest, and nothing opens any more",
            "vireo: closing at exit failed: java.lang.IllegalStateException: on purpose",
            "oldest");
    assertEquals(expected, child.output().lines().toList());
    assertEquals(3, child.status());
  }
}
