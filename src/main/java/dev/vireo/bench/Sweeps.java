package dev.vireo.bench;

import java.util.List;
import java.util.function.Consumer;

/**
 * Measures what a cost comes to as something grows: the slots that are handed over at a time, the
 * threads that do, the ring, the tenants. At every place the ways without the library have their
 * turns beside it.
 */
public final class Sweeps {
  private static final String LIBRARY = "library";
  private static final int[] BURSTS = {1, 4, 16, 64, 256, 1024, 4096};

  /** A command buffer of more dispatches than these says nothing new, and takes a second. */
  private static final int MOST_DISPATCHES = 1024;

  private static final int[] PRODUCERS = {1, 2, 4, 8};
  private static final int[] RINGS = {256, 1024, 4096, 16_384, 65_536};
  private static final int[] TENANTS = {1, 8, 64, 512};

  private Sweeps() {}

  /**
   * Measures tasks a second when so many are handed over at a time and then awaited.
   *
   * @param progress is told what takes time
   * @param steps is told the round
   * @throws BenchException when the device cannot be measured in this way
   * @throws dev.vireo.protocol.DeviceException when there is no such device, or it failed
   */
  public static SweepReport bursts(SweepSettings settings, Consumer<String> progress, Steps steps)
      throws InterruptedException {
    Subject subject = Subject.of(settings.subject(), progress);
    Sweep<Feed> sweep = new Sweep<>();
    int ring = ThroughputBench.suits(subject);
    for (int slots : settings.places(BURSTS)) {
      Way<RoundTrip> library =
          new Way<>(
              LIBRARY, true, slots, () -> new LibraryBurst(subject, settings.subject(), slots));
      sweep.add(slots, Feed.of(library));
      sweep.add(slots, Feed.of(Baselines.epoch(subject.name(), slots)));
      if (subject.verdict().live()) {
        sweep.add(slots, Feed.of(Baselines.runningBurst(subject, ring, slots)));
      }
      if (slots <= MOST_DISPATCHES) {
        sweep.add(slots, Feed.of(Baselines.each(subject.name(), slots)));
      }
    }
    return SweepReport.of(subject, Sweep.throughput(sweep, settings, steps), List.of());
  }

  /** Measures slots a second from so many threads; one batch after the other. As above. */
  public static SweepReport producers(
      SweepSettings settings, Consumer<String> progress, Steps steps) throws InterruptedException {
    Subject subject = Subject.of(settings.subject(), progress);
    Sweep<Feed> sweep = new Sweep<>();
    int ring = ThroughputBench.suits(subject);
    for (int producers : settings.places(PRODUCERS)) {
      for (int batch : new int[] {1, ThroughputSettings.DEFAULT_BATCH}) {
        String name = batch == 1 ? "library, single slots" : "library, batches of " + batch;
        sweep.add(
            producers,
            new Way<>(
                name,
                true,
                batch,
                () -> new LibraryFeed(subject.name(), settings.subject(), ring, producers, batch)));
      }
    }
    addFeeds(sweep, subject, ring, 0);
    sweep.add(0, Feed.of(Baselines.each(subject.name(), DispatchPerTask.TASKS)));
    sweep.add(0, Feed.of(Baselines.fence(subject.name(), true)));
    return SweepReport.of(subject, Sweep.throughput(sweep, settings, steps), List.of());
  }

  /** Measures slots a second, and round trips of a lone slot, with rings so long. As above. */
  public static SweepReport rings(SweepSettings settings, Consumer<String> progress, Steps steps)
      throws InterruptedException {
    Subject subject = Subject.of(settings.subject(), progress);
    Sweep<Feed> feeds = new Sweep<>();
    Sweep<RoundTrip> trips = new Sweep<>();
    for (int ring : settings.places(RINGS)) {
      int batch = Math.min(ThroughputSettings.DEFAULT_BATCH, ring / 2);
      feeds.add(
          ring,
          new Way<>(
              LIBRARY,
              true,
              batch,
              () -> new LibraryFeed(subject.name(), settings.subject(), ring, 1, batch)));
      addFeeds(feeds, subject, ring, ring);
      trips.add(
          ring,
          new Way<>(
              LIBRARY, true, 1, () -> new LibraryTrip(subject.name(), settings.subject(), ring)));
    }
    addTrips(trips, subject);
    return measure(subject, settings, feeds, trips, steps);
  }

  /**
   * Measures slots a second and round trips of a lone slot with so many tenants registered. Slots
   * are dealt out to all of them in turn; place 0 is a megakernel that knows no tenants. As above.
   */
  public static SweepReport tenants(SweepSettings settings, Consumer<String> progress, Steps steps)
      throws InterruptedException {
    Subject subject = Subject.of(settings.subject(), progress);
    Sweep<Feed> feeds = new Sweep<>();
    Sweep<RoundTrip> trips = new Sweep<>();
    for (int tenants : settings.places(TENANTS)) {
      Way<RoundTrip> alone =
          new Way<>(
              LIBRARY, true, 1, () -> new TenantSlots(subject.name(), settings.subject(), tenants));
      trips.add(tenants, alone);
      feeds.add(
          tenants,
          new Way<>(
              LIBRARY,
              true,
              TenantSlots.BATCH,
              () -> new TenantSlots(subject.name(), settings.subject(), tenants).feed()));
    }
    int ring = TenantSlots.RING_SLOTS;
    feeds.add(
        0,
        new Way<>(
            LIBRARY + " without tenants",
            false,
            TenantSlots.BATCH,
            () -> new LibraryFeed(subject.name(), settings.subject(), ring, 1, TenantSlots.BATCH)));
    trips.add(
        0,
        new Way<>(
            LIBRARY + " without tenants",
            false,
            1,
            () -> new LibraryTrip(subject.name(), settings.subject(), ring)));
    addFeeds(feeds, subject, ring, 0);
    addTrips(trips, subject);
    return measure(subject, settings, feeds, trips, steps);
  }

  private static SweepReport measure(
      Subject subject,
      SweepSettings settings,
      Sweep<Feed> feeds,
      Sweep<RoundTrip> trips,
      Steps steps)
      throws InterruptedException {
    int rounds = settings.subject().rounds();
    int all = 2 * rounds + 1;
    List<SweepRow> throughput =
        Sweep.throughput(feeds, settings, (done, of) -> steps.step(done, all));
    List<SweepRow> found =
        Sweep.trips(
            trips, settings, settings.trips(), (done, of) -> steps.step(rounds + 1 + done, all));
    return SweepReport.of(subject, throughput, found);
  }

  private static void addFeeds(Sweep<Feed> sweep, Subject subject, int ring, int at) {
    if (subject.verdict().live()) {
      sweep.add(at, Baselines.runningFeed(subject, ring));
    }
    sweep.add(at, Feed.of(Baselines.epoch(subject.name(), ring)));
  }

  private static void addTrips(Sweep<RoundTrip> sweep, Subject subject) {
    if (subject.verdict().live()) {
      sweep.add(0, Baselines.runningTrip(subject));
    }
    sweep.add(0, Baselines.fence(subject.name(), true));
  }
}
