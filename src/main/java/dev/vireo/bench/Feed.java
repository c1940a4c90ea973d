package dev.vireo.bench;

/** One way of keeping a device busy with small tasks, opened. One thread. */
interface Feed extends AutoCloseable {
  /**
   * Feeds the device for so long, then sees the rest completed.
   *
   * @return tasks a second, from the first to the last completion
   */
  double rate(long nanos) throws InterruptedException;

  @Override
  void close();

  /** Makes trip after trip. */
  static Feed of(RoundTrip trip) {
    return new Feed() {
      @Override
      public double rate(long nanos) throws InterruptedException {
        trip.start();
        long tasks = 0;
        long start = System.nanoTime();
        long now;
        do {
          trip.trip();
          tasks += trip.tasks();
          now = System.nanoTime();
        } while (now - start < nanos);
        trip.pause();
        return perSecond(tasks, now - start);
      }

      @Override
      public void close() {
        trip.close();
      }
    };
  }

  /** The same way, trip after trip. */
  static Way<Feed> of(Way<RoundTrip> way) {
    return new Way<>(way.name(), way.library(), way.batch(), () -> of(way.opener().get()));
  }

  /** Tasks a second. */
  static double perSecond(long tasks, long nanos) {
    return tasks * 1e9 / nanos;
  }
}
