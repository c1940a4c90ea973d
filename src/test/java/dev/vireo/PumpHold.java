package dev.vireo;

import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Slot;
import java.util.concurrent.CountDownLatch;

/** Holds the pump in a callback, so that nothing more completes until it is closed. */
final class PumpHold implements AutoCloseable {
  private final CountDownLatch release = new CountDownLatch(1);

  PumpHold(Megakernel kernel) throws InterruptedException {
    CountDownLatch held = new CountDownLatch(1);
    Thread caller = Thread.currentThread();
    boolean[] ranHere = new boolean[1];
    do {
      // A slot that completed before anybody listened has its callback run here, where it holds
      // nothing; any other callback will be run by the pump.
      ranHere[0] = false;
      kernel
          .future(kernel.submit(Slot.of(Opcode.NOP)))
          .thenRun(
              () -> {
                if (Thread.currentThread() == caller) {
                  ranHere[0] = true;
                } else {
                  held.countDown();
                  awaitRelease();
                }
              });
    } while (ranHere[0]);
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
  }
}
