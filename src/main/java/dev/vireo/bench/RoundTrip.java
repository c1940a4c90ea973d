package dev.vireo.bench;

/** One way of getting work done on a device, opened. One thread. */
interface RoundTrip extends AutoCloseable {
  /** Returns how many tasks one trip does. */
  default int tasks() {
    return 1;
  }

  /**
   * Called before trips follow one another; what runs until {@link #pause} may take a processor.
   */
  default void start() {}

  /** Gives the device work and returns once its result was seen. */
  void trip() throws InterruptedException;

  /** Called between two trips; takes time that counts for none of them. */
  default void between() {}

  /** Called after the last of some trips. */
  default void pause() {}

  @Override
  void close();
}
