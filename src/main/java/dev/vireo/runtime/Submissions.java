package dev.vireo.runtime;

import dev.vireo.gpu.DeviceInfo;
import dev.vireo.gpu.GpuContext;
import dev.vireo.gpu.RecordedCommands;
import dev.vireo.gpu.SubmitFence;
import dev.vireo.gpu.VulkanException;
import java.util.concurrent.TimeUnit;

/**
 * What is given to the device, one after the other, and its end. A device that does not get to one
 * is abandoned: its Vulkan objects are left alone. On the pump's turns, unless it says otherwise.
 */
final class Submissions {
  private static final long POLL_NANOS = 100_000;
  private static final long WAIT_NANOS = 2_000_000;
  private static final long LONGEST_NANOS = 60_000_000_000L; // of what is no slice
  private static final int MOST_FAILURES = 8; // of a wait that can be repeated

  private final GpuContext gpu;
  private final SubmitFence fence;
  private final int mostPolls;
  private boolean unfinished; // something that is no slice was submitted and may still run
  private volatile long giveUpAt = Long.MAX_VALUE;
  private volatile boolean abandoned;

  Submissions(GpuContext gpu) {
    this.gpu = gpu;
    this.fence = gpu.fence();
    // A software driver needs the core that polling would take.
    this.mostPolls = gpu.info().type() == DeviceInfo.Type.CPU ? 0 : Integer.MAX_VALUE;
  }

  /** Returns whether waiting polls, which takes a core. Any thread. */
  boolean polls() {
    return mostPolls > 0;
  }

  /** Submits commands, once what is no slice has ended. */
  void submit(RecordedCommands commands) {
    awaitUnfinished();
    fence.reset();
    gpu.submit(commands, fence);
  }

  /** Waits for what is no slice, if that may still run. */
  void awaitUnfinished() {
    if (unfinished) {
      awaitEnd();
      unfinished = false;
    }
  }

  /** Submits what is no slice, and waits for its end. */
  void run(RecordedCommands commands) {
    submit(commands);
    unfinished = true; // until it was seen to have ended, whatever fails meanwhile
    awaitEnd();
    unfinished = false;
  }

  // A driver that is out of memory may be asked once more; what it was given still runs.
  private void awaitEnd() {
    long start = System.nanoTime();
    for (int failures = 0; ; ) {
      try {
        if (fence.await(WAIT_NANOS)) {
          return;
        }
      } catch (VulkanException failed) {
        failures++;
        if (failed.deviceLost() || failures > MOST_FAILURES) {
          throw failed;
        }
      }
      if (System.nanoTime() - start >= LONGEST_NANOS || late()) {
        abandon();
        throw new StuckSliceException(
            -1,
            "a copy or an empty slice on "
                + gpu.info().name()
                + " did not end within "
                + TimeUnit.NANOSECONDS.toSeconds(LONGEST_NANOS)
                + " s; its Vulkan objects are left alone. Choose another device or driver");
      }
    }
  }

  /**
   * Returns whether what was submitted last has ended.
   *
   * @param wait whether to wait a moment for it
   */
  boolean ended(boolean wait) {
    if (fence.signalled()) {
      return true;
    }
    if (!wait) {
      return false;
    }
    long start = System.nanoTime();
    for (int i = 0; i < mostPolls && System.nanoTime() - start < POLL_NANOS; i++) {
      if (fence.signalled()) {
        return true;
      }
      Thread.onSpinWait();
    }
    return fence.await(WAIT_NANOS);
  }

  /** Sets the time of {@link System#nanoTime} after which nothing is waited for. Any thread. */
  void giveUpAt(long nanoTime) {
    giveUpAt = nanoTime;
  }

  /** Returns whether that time has come. */
  boolean late() {
    return System.nanoTime() - giveUpAt >= 0;
  }

  /** Gives the device up. */
  void abandon() {
    abandoned = true;
    gpu.abandon();
  }

  /** Waits for the device to end all it does, and gives it up if it does not. */
  void end() {
    if (!abandoned && !gpu.endWithin(GpuContext.CLOSE_NANOS)) {
      abandoned = true;
    }
  }

  /** Returns whether the device was given up. Any thread. */
  boolean abandoned() {
    return abandoned;
  }
}
