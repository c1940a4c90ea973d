package dev.vireo.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.Megakernel;
import dev.vireo.protocol.Mode;
import dev.vireo.protocol.Opcode;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stress runs on the megakernel in Java, and that they notice what goes wrong. */
@Timeout(60)
class StressTest {
  private static final String REFERENCE = "reference";

  @ParameterizedTest
  @CsvSource({
    "200000, 1, 4096",
    "200000, 3, 4096",
    "200000, 8, 4096",
    "20000, 8, 8",
    "20000, 3, 37",
    "5, 8, 8",
    "20000, 1, 1"
  })
  void shouldFindNothingWrongWithAMegakernel(long slots, int producers, int ring)
      throws InterruptedException {
    StressRuns.runsClean(StressRuns.settings(REFERENCE, slots, producers, ring));
  }

  @Test
  void shouldTellOfEachSecondOfASoak() throws InterruptedException {
    StressSettings soak =
        new StressSettings(REFERENCE, 1, 2, StressRuns.seed(), 256, Mode.AUTO, 1, false);
    List<StressWindow> told = new ArrayList<>();
    StressReport report = Stress.run(soak, told::add);
    assertEquals(List.of(), report.wrong());
    assertEquals(told, report.windows());
    assertTrue(!told.isEmpty(), "a run of a second has a window of a second");
    for (StressWindow window : told) {
      assertTrue(window.perSecond() > 0, window.toString());
      assertTrue(window.p50Nanos() > 0 && window.p99Nanos() >= window.p50Nanos(), "" + window);
    }
  }

  @Test
  void shouldNoticeASlotTooMany() throws InterruptedException {
    StressReport report =
        StressRuns.run(
            StressRuns.settings(REFERENCE, 10_000, 2, 64),
            new Stress.Sabotage() {
              @Override
              public void ended(Megakernel kernel) {
                int index = StressWords.index(StressWords.own(1));
                kernel.submit(Opcode.ATOMIC_ADD, 1, index, 0);
                awaitAll(kernel);
              }
            });
    assertEquals(3, report.wrong().size(), () -> report.wrong().toString());
    assertTrue(report.wrong().get(0).startsWith("producer 1: its own word: expected "));
    assertEquals("slots done: expected 10000, got 10001", report.wrong().get(1));
    assertTrue(report.wrong().get(2).startsWith("ATOMIC_ADD metric: expected "));
  }

  @Test
  void shouldNoticeALostAddition() throws InterruptedException {
    StressReport report =
        StressRuns.run(
            StressRuns.settings(REFERENCE, 10_000, 2, 64),
            new Stress.Sabotage() {
              @Override
              public void ended(Megakernel kernel) {
                kernel.words().write(7, kernel.words().read(7) + 1);
              }
            });
    assertEquals(1, report.wrong().size(), () -> report.wrong().toString());
    assertTrue(report.wrong().get(0).startsWith("shared word 7: expected "));
  }

  @Test
  void shouldNoticeThatSomebodyElseUsedAProducersWord() throws InterruptedException {
    StressReport report =
        StressRuns.run(
            StressRuns.settings(REFERENCE, 10_000, 1, 64),
            new Stress.Sabotage() {
              @Override
              public void opened(Megakernel kernel) {
                kernel.words().write(StressWords.own(0), 1);
              }
            });
    List<String> wrong = report.wrong();
    assertEquals(3, wrong.size(), wrong::toString);
    assertTrue(wrong.get(1).startsWith("producer 0: sum of its own word's results"));
    assertTrue(wrong.get(2).startsWith("producer 0: sum of their squares"));
  }

  @Test
  void shouldSayWhatIsOutstandingWhenNothingMoves() {
    CountDownLatch held = new CountDownLatch(1);
    Stress.Sabotage holdThePump =
        new Stress.Sabotage() {
          @Override
          public void opened(Megakernel kernel) {
            holdPump(kernel, held);
          }
        };
    try {
      StressSettings settings = StressRuns.settings(REFERENCE, 100_000, 2, 64);
      StressStuckException stuck =
          assertThrows(
              StressStuckException.class,
              () -> Stress.run(settings, window -> {}, Duration.ofMillis(300), holdThePump));
      String text = stuck.getMessage();
      assertTrue(text.startsWith("nothing moved for 300 ms on reference"), text);
      assertTrue(text.contains("with seed " + settings.seed()), text);
      assertTrue(text.contains(" slots are outstanding; producer 0 is "), text);
      assertTrue(text.contains("; producer 1 is "), text);
    } finally {
      held.countDown();
    }
  }

  @Test
  void shouldAllocateNothingButWhatAwaitReturns() throws Throwable {
    StressSettings settings = StressRuns.settings(REFERENCE, 2_000_000, 1, 4096);
    try (Megakernel kernel = Stress.open(settings)) {
      StressProducer producer =
          new StressProducer(kernel, new StressGate(1, settings.ring()), 0, settings);
      long before = allocatedBytes();
      producer.run();
      long allocated = allocatedBytes() - before;
      assertEquals(settings.slots(), producer.seen());
      // One in some ten thousand slots is awaited; a single object for each batch would be more.
      assertTrue(allocated < settings.slots() / 8, allocated + " bytes");
    }
  }

  /** com.sun.management.ThreadMXBean lies in a module that Vireo does not read. */
  private static long allocatedBytes() throws Throwable {
    Object bean =
        Class.forName("java.lang.management.ManagementFactory")
            .getMethod("getThreadMXBean")
            .invoke(null);
    MethodHandle bytes =
        MethodHandles.publicLookup()
            .findVirtual(
                Class.forName("com.sun.management.ThreadMXBean"),
                "getThreadAllocatedBytes",
                MethodType.methodType(long.class, long.class))
            .bindTo(bean);
    return (long) bytes.invokeExact(Thread.currentThread().getId());
  }

  private static void awaitAll(Megakernel kernel) {
    try {
      kernel.drain();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  // A callback runs on the pump's thread, unless the slot had completed before it was asked for.
  private static void holdPump(Megakernel kernel, CountDownLatch until) {
    Thread self = Thread.currentThread();
    CountDownLatch holds = new CountDownLatch(1);
    Runnable hold =
        () -> {
          if (Thread.currentThread() != self) {
            holds.countDown();
            awaitLatch(until);
          }
        };
    try {
      do {
        kernel.future(kernel.submit(Opcode.NOP, 0, 0, 0)).thenRun(hold);
      } while (!holds.await(10, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
