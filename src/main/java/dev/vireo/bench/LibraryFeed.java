package dev.vireo.bench;

import dev.vireo.Megakernel;
import dev.vireo.protocol.ControlLayout;
import dev.vireo.protocol.DeviceException;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Threads that submit slots through the public interface as fast as the ring takes them. No two
 * slots of a batch, and no two producers' batches where there is room, add to the same word.
 */
final class LibraryFeed implements Feed {
  /** Single slots between two looks at the clock. */
  private static final int SINGLES = 64;

  private final Library library;
  private final Megakernel kernel;
  private final int words;
  private final int batch;
  private final int producers;
  private final List<List<Slot>> batches = new ArrayList<>();
  private final ExecutorService threads;

  /**
   * Opens a megakernel.
   *
   * @param batch slots of a submit; 1 for single slots
   */
  LibraryFeed(String device, SubjectSettings settings, int ringSlots, int producers, int batch) {
    this.words = Integer.highestOneBit(ringSlots);
    this.batch = batch;
    this.producers = producers;
    this.library = Library.open(device, settings, ringSlots, words);
    this.kernel = library.kernel();
    for (int producer = 0; producer < producers; producer++) {
      List<Slot> slots = new ArrayList<>();
      for (int i = 0; i < batch; i++) {
        slots.add(Slot.of(Opcode.ATOMIC_ADD, 1, word(producer * batch + i)));
      }
      batches.add(slots);
    }
    threads = producers == 1 ? null : Executors.newFixedThreadPool(producers);
  }

  private int word(int i) {
    return ControlLayout.OBSERVABLE_BASE + (i & words - 1);
  }

  @Override
  public double rate(long nanos) throws InterruptedException {
    CountDownLatch start = new CountDownLatch(1);
    List<Future<Long>> running = new ArrayList<>();
    if (threads != null) {
      CountDownLatch ready = new CountDownLatch(producers);
      for (int producer = 0; producer < producers; producer++) {
        running.add(threads.submit(producer(producer, nanos, ready, start)));
      }
      ready.await();
    }
    long began = System.nanoTime();
    start.countDown();
    long submitted = threads == null ? submit(0, began + nanos) : 0;
    for (Future<Long> one : running) {
      submitted += result(one);
    }
    library.submitted(submitted);
    kernel.drain();
    return Feed.perSecond(submitted, System.nanoTime() - began);
  }

  private Callable<Long> producer(
      int producer, long nanos, CountDownLatch ready, CountDownLatch start) {
    return () -> {
      ready.countDown();
      start.await();
      return submit(producer, System.nanoTime() + nanos);
    };
  }

  private static long result(Future<Long> producer) throws InterruptedException {
    try {
      return producer.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new DeviceException("a producer failed: " + e.getCause(), e.getCause());
    }
  }

  private long submit(int producer, long until) {
    return batch == 1 ? singles(producer, until) : batches(producer, until);
  }

  private long singles(int producer, long until) {
    int first = producer * (words / producers);
    long submitted = 0;
    do {
      for (int i = 0; i < SINGLES; i++) {
        kernel.submit(Opcode.ATOMIC_ADD, 1, word(first + (int) submitted + i), 0);
      }
      submitted += SINGLES;
    } while (System.nanoTime() - until < 0);
    return submitted;
  }

  private long batches(int producer, long until) {
    List<Slot> slots = batches.get(producer);
    long submitted = 0;
    do {
      kernel.submit(slots);
      submitted += batch;
    } while (System.nanoTime() - until < 0);
    return submitted;
  }

  @Override
  public void close() {
    if (threads != null) {
      threads.shutdownNow();
    }
    library.close();
  }
}
