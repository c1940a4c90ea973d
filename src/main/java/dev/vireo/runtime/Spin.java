package dev.vireo.runtime;

/** A limited time of looking again and again, with the pump's turns taken in between. */
final class Spin {
  static final int LOOKS_PER_HELP = 16;
  private static final int LOOKS_PER_YIELD = 1024;

  private final Runnable help;
  private final long nanos;
  private int looks;
  private long start;

  /**
   * Begins to spin.
   *
   * @param help what to do now and then; must not wait
   * @param nanos how long; {@link Long#MAX_VALUE} for ever
   */
  Spin(Runnable help, long nanos) {
    this.help = help;
    this.nanos = nanos;
  }

  /** Returns whether to look once more. */
  boolean on() throws InterruptedException {
    looks++;
    boolean lasts = lasts(help, looks, start, nanos);
    if (looks == LOOKS_PER_HELP) {
      start = System.nanoTime();
    }
    return lasts;
  }

  /**
   * Lets a moment go by, and helps now and then; returns whether to look once more.
   *
   * @param looks how many times were looked, from 1 on
   * @param start when the first {@link #LOOKS_PER_HELP} looks were over
   * @param nanos how long to look after that
   */
  static boolean lasts(Runnable help, int looks, long start, long nanos)
      throws InterruptedException {
    if (looks % LOOKS_PER_HELP != 0) {
      Thread.onSpinWait();
      return nanos > 0;
    }
    help.run();
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (looks % LOOKS_PER_YIELD == 0) {
      Thread.yield(); // whoever has to do something for us may need this core
    }
    return looks == LOOKS_PER_HELP ? nanos > 0 : System.nanoTime() - start < nanos;
  }
}
