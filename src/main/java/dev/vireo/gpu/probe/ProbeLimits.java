package dev.vireo.gpu.probe;

import java.util.concurrent.TimeUnit;

/**
 * What a probe may take, in nanoseconds.
 *
 * @param all the whole probe
 * @param start until a process has opened the device
 * @param step one measurement
 */
record ProbeLimits(long all, long start, long step) {
  static final ProbeLimits DEFAULT =
      new ProbeLimits(
          TimeUnit.SECONDS.toNanos(17), TimeUnit.SECONDS.toNanos(8), TimeUnit.SECONDS.toNanos(5));
}
