package dev.vireo.runtime;

import java.util.concurrent.CountDownLatch;

/**
 * Keeps one completion for a thread that waits for it, so that it does not expire while the thread
 * sleeps.
 */
final class Capture implements CompletionListener {
  private final CountDownLatch told = new CountDownLatch(1);
  private Ended ended;
  private RuntimeException failure;

  @Override
  public void completed(long sequence, int status, long results) {
    ended = new Ended(status, results);
    told.countDown();
  }

  @Override
  public void failed(RuntimeException cause) {
    failure = cause;
    told.countDown();
  }

  /** Returns the completion, which is on its way. */
  Ended await() throws InterruptedException {
    told.await();
    if (failure != null) {
      throw failure;
    }
    return ended;
  }
}
