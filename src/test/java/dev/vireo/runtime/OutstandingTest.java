package dev.vireo.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.protocol.ClosedException;
import dev.vireo.protocol.CompletionExpiredException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class OutstandingTest {
  /** What a listener was told. */
  private static final class Told implements CompletionListener {
    final List<Object> events = new ArrayList<>();

    @Override
    public void completed(long sequence, int status, long results) {
      events.add(sequence + " " + status + " " + results);
    }

    @Override
    public void failed(RuntimeException cause) {
      events.add(cause);
    }
  }

  private static void complete(Outstanding outstanding, long from, long to) {
    for (long sequence = from; sequence < to; sequence++) {
      outstanding.store().put(sequence, 3, sequence & 0xFFFF_FFFFL);
    }
    outstanding.advance(to, false);
    outstanding.tell();
  }

  @Test
  void shouldTellEveryListenerOnce() {
    Outstanding outstanding = new Outstanding(new CompletionStore(4), 0, 1000);
    Told early = new Told();
    Told twin = new Told();
    outstanding.listen(1, early);
    outstanding.listen(1, twin);
    assertEquals(List.of(), early.events);
    complete(outstanding, 0, 2);
    complete(outstanding, 2, 4);
    Told late = new Told();
    outstanding.listen(1, late);
    for (Told told : List.of(early, twin, late)) {
      assertEquals(List.of("1 3 1"), told.events);
    }
  }

  @Test
  void shouldTellAListenerThatItsCompletionExpiredBeforeItWasHeard() {
    // Between the caller's look at the store and the registration, four rings' lengths completed.
    Outstanding outstanding = new Outstanding(new CompletionStore(1), 0, 1000);
    complete(outstanding, 0, 100);
    Told told = new Told();
    outstanding.listen(5, told);
    assertEquals(1, told.events.size(), "a listener must hear something");
    assertTrue(told.events.get(0) instanceof CompletionExpiredException, told.events.toString());
  }

  @Test
  void shouldFailListenersAndWaitersOnce() throws InterruptedException {
    Outstanding outstanding = new Outstanding(new CompletionStore(4), 0, 1000);
    Told before = new Told();
    outstanding.listen(0, before);
    assertFalse(outstanding.awaitSettled(0, 1000));
    ClosedException cause = new ClosedException("injected", null);
    outstanding.fail(cause);
    Told after = new Told();
    outstanding.listen(1, after);
    assertEquals(List.of((Object) cause), before.events);
    assertEquals(List.of((Object) cause), after.events);
    assertSame(cause, outstanding.failure());
    assertTrue(outstanding.awaitSettled(0, Long.MAX_VALUE));
    assertTrue(outstanding.awaitPrefix(7, Long.MAX_VALUE));
    assertTrue(outstanding.awaitRoom(7, Long.MAX_VALUE));
  }

  @Test
  void shouldWakeWhoeverWaitsInTime() throws InterruptedException {
    for (int i = 0; i < 3000; i++) {
      Outstanding outstanding = new Outstanding(new CompletionStore(4), 0, 1000);
      Thread waiter =
          new Thread(
              () -> {
                try {
                  outstanding.awaitSettled(0, Long.MAX_VALUE);
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                }
              });
      waiter.start();
      for (int spins = 0; spins < i * 10; spins++) {
        Thread.onSpinWait();
      }
      complete(outstanding, 0, 1);
      waiter.join();
    }
  }
}
