package dev.vireo;

import java.util.concurrent.locks.LockSupport;

/** Waits until a megakernel's pump sleeps until it is woken: no slice runs then, nor will one. */
final class PumpSleep {
  private PumpSleep() {}

  static void await(Megakernel kernel) {
    Thread pump = kernel.pumpThread();
    while (!sleeps(pump)) {
      Thread.yield();
    }
  }

  // Parked without a timeout, and by the doorbell: it has looked for work since it announced that.
  private static boolean sleeps(Thread pump) {
    Object blocker = LockSupport.getBlocker(pump);
    return pump.getState() == Thread.State.WAITING
        && blocker != null
        && blocker.getClass().getSimpleName().equals("Doorbell");
  }
}
