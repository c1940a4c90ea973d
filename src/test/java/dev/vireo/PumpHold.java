package dev.vireo;

import java.util.concurrent.CountDownLatch;

/** Holds the pump between two slices, so that nothing more completes until it is closed. */
final class PumpHold implements AutoCloseable {
  private final CountDownLatch release = new CountDownLatch(1);
  private final Thread holder;

  PumpHold(Megakernel kernel) throws InterruptedException {
    CountDownLatch held = new CountDownLatch(1);
    holder =
        new Thread(
            () ->
                kernel.betweenSlices(
                    () -> {
                      held.countDown();
                      awaitRelease();
                    }));
    holder.start();
    held.await();
  }

  private void awaitRelease() {
    try {
      release.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    release.countDown();
    try {
      holder.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
