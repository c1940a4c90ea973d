package dev.vireo.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.WaitStrategy;
import dev.vireo.protocol.Mode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IdleBenchTest {
  private static final SubjectSettings SUBJECT = new SubjectSettings("any", Mode.AUTO, 2);

  private final List<String> events = new ArrayList<>();
  private long now;
  private long used;
  private int openNow;

  /** Time that goes by costs a hundredth of it while a megakernel is open, else nothing. */
  private void sleep(long nanos) {
    now += nanos;
    used += openNow * nanos / 100;
    events.add("sleep " + nanos / 1_000_000);
  }

  private IdleBench.Open open(WaitStrategy strategy) {
    events.add("open " + strategy);
    used += 1_000_000_000; // the work before costs, and is not measured
    openNow++;
    return () -> {
      events.add("close");
      openNow--;
    };
  }

  @Test
  void shouldMeasureOnlyTheTimeBehindWorkAndSettling() throws InterruptedException {
    IdleSettings settings = new IdleSettings(SUBJECT, 0.5);
    IdleBench bench =
        new IdleBench(
            settings,
            Duration.ofSeconds(1),
            this::open,
            () -> used,
            () -> now,
            nanos -> sleep(nanos));
    List<IdleRow> rows = bench.measure();
    assertEquals(1 + WaitStrategy.values().length, rows.size());
    assertEquals(List.of(0.0, 0.0), rows.get(0).percent().rounds());
    for (IdleRow row : rows.subList(1, rows.size())) {
      assertEquals(List.of(1.0, 1.0), row.percent().rounds());
    }
    assertEquals(
        List.of("sleep 1000", "sleep 500", "open SPIN", "sleep 1000", "sleep 500", "close"),
        events.subList(0, 6));
    assertEquals(0, openNow);
  }

  @Test
  void shouldRefuseATimeOutsideItsRange() {
    for (double seconds : new double[] {0, -1, 3601, Double.NaN}) {
      BenchException refused =
          assertThrows(BenchException.class, () -> new IdleSettings(SUBJECT, seconds));
      assertTrue(refused.getMessage().contains(seconds + " (--seconds)"), refused.getMessage());
    }
  }
}
