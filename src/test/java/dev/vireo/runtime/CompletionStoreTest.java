package dev.vireo.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.protocol.CompletionExpiredException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class CompletionStoreTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 100, 1024})
  void shouldKeepFourRingsLengthsAtLeast(int ringSlots) {
    CompletionStore store = new CompletionStore(ringSlots);
    assertTrue(store.entries() >= 4 * ringSlots);
    long first = 0xFFFF_FFF0L;
    int entries = store.entries();
    for (int i = 0; i < entries; i++) {
      assertFalse(store.has(first + i));
      store.put(first + i, 3, pair(i, -i));
    }
    for (int i = 0; i < entries; i++) {
      assertTrue(store.has(first + i));
      assertEquals(3, store.status(first + i));
      assertEquals(i, (int) store.results(first + i));
      assertEquals(-i, (int) (store.results(first + i) >>> 32));
    }
    store.put(first + entries, 7, pair(1, 2));
    assertFalse(store.has(first));
    assertEquals(0, store.status(first));
    CompletionExpiredException expired =
        assertThrows(CompletionExpiredException.class, () -> store.results(first));
    assertTrue(expired.getMessage().contains("the latest " + entries), expired.getMessage());
    assertTrue(expired.getMessage().contains(Long.toString(first)), expired.getMessage());
    assertTrue(store.has(first + 1));
  }

  private static long pair(int low, int high) {
    return low & 0xFFFF_FFFFL | (long) high << 32;
  }

  private static int status(long sequence) {
    return 1 + (int) (sequence & 0xFF);
  }

  @Test
  void shouldNeverMixTwoCompletionsForAReader() throws InterruptedException {
    CompletionStore store = new CompletionStore(1);
    AtomicBoolean stop = new AtomicBoolean();
    AtomicLong latest = new AtomicLong(-1);
    Thread writer =
        new Thread(
            () -> {
              for (long sequence = 0; !stop.get(); sequence++) {
                store.put(sequence, status(sequence), pair((int) sequence * 5, (int) sequence * 7));
                latest.lazySet(sequence);
              }
            });
    writer.start();
    long seen = 0;
    try {
      for (long tries = 0; tries < 3_000_000; tries++) {
        long sequence = latest.get();
        if (sequence < 0 || !store.has(sequence)) {
          continue;
        }
        try {
          int status = store.status(sequence);
          if (status == 0) {
            continue;
          }
          assertEquals(status(sequence), status);
          long results = store.results(sequence);
          assertEquals((int) sequence * 5, (int) results);
          assertEquals((int) sequence * 7, (int) (results >>> 32));
          seen++;
        } catch (CompletionExpiredException overtaken) {
          // The writer was faster; what must not happen is a mixture.
          continue;
        }
      }
    } finally {
      stop.set(true);
      writer.join();
    }
    assertTrue(seen > 0, "no completion was ever read");
  }
}
