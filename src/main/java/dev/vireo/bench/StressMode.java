package dev.vireo.bench;

import dev.vireo.MegakernelConfig;

/** How a stress run wants slots to reach the device. */
public enum StressMode {
  /** As the device allows. */
  AUTO,
  /** Into the running kernel. */
  LIVE,
  /** With a submission for each slice. */
  EPOCH;

  /**
   * Returns the configuration with this mode.
   *
   * @throws StressException when there is no such mode yet
   */
  MegakernelConfig in(MegakernelConfig config) {
    if (this == LIVE) {
      throw new StressException(
          "this version runs in epoch mode only; leave --mode out, or say --mode epoch");
    }
    return config;
  }
}
