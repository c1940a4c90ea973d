package dev.vireo.demo;

/** How many a second, smoothed over the last second or so. One thread at a time. */
final class Rate {
  private static final double SMOOTH_SECONDS = 1;

  private long last;
  private long at = System.nanoTime();
  private double perSecond;
  private boolean known;

  /** Starts with a count. */
  Rate(long count) {
    last = count;
  }

  /** Returns the rate, now that the count is {@code count}. */
  double perSecond(long count) {
    long now = System.nanoTime();
    double seconds = (now - at) / 1e9;
    if (seconds > 0) {
      double fresh = (count - last) / seconds;
      double weight = known ? Math.min(1, seconds / SMOOTH_SECONDS) : 1;
      perSecond += weight * (fresh - perSecond);
      known = true;
      last = count;
      at = now;
    }
    return perSecond;
  }
}
