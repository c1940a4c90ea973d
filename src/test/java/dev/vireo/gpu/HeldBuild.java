package dev.vireo.gpu;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Holds the first compilation of a program in contexts that are opened from now on, inside the call
 * that makes its pipeline, until it is released; for one test at a time.
 */
public final class HeldBuild implements AutoCloseable {
  private static final int DEVICE_LOST = -4;

  private final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private final AtomicBoolean lose = new AtomicBoolean();

  public HeldBuild() {
    GpuContext.faultsOfNew = this::before;
  }

  private int before(String call) {
    if (call.equals("vkCreateComputePipelines for \"fused\"")) {
      reached.countDown();
      try {
        release.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    boolean lost = call.startsWith("vkQueueSubmit") && lose.getAndSet(false);
    return lost ? DEVICE_LOST : 0;
  }

  /** Waits until a program is being compiled. */
  public void awaitReached() throws InterruptedException {
    reached.await();
  }

  /** Lets it be compiled, and all others. */
  public void release() {
    release.countDown();
  }

  /** Has the next submission fail, because the device is lost. */
  public void loseDevice() {
    lose.set(true);
  }

  @Override
  public void close() {
    release.countDown();
    GpuContext.faultsOfNew = CallFaults.NONE;
  }
}
