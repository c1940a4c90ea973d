package dev.vireo.gpu;

/**
 * What a buffer is for; {@link MemoryPlacement} turns it into a memory type of the device at hand.
 */
public enum MemoryUse {
  /**
   * The host writes and the device reads, also while a kernel runs: device-local host-visible
   * memory where there is some.
   */
  REQUEST,
  /** Mostly the device's: device-local, host-visible too where that costs nothing. */
  DEVICE,
  /** The device writes and the host polls: host-cached memory where there is some. */
  ANSWER
}
