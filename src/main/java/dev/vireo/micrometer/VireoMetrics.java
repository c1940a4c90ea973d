package dev.vireo.micrometer;

import dev.vireo.Megakernel;
import dev.vireo.telemetry.PartitionTelemetry;
import dev.vireo.telemetry.RoundTrips;
import dev.vireo.telemetry.Telemetry;
import dev.vireo.telemetry.TenantTelemetry;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;

/**
 * Meters of a megakernel, whose figures are those of {@link Megakernel#telemetry}. The application
 * brings {@code io.micrometer:micrometer-core}.
 *
 * <pre>{@code
 * Megakernel kernel = Megakernel.open(MegakernelConfig.defaults().withTelemetry(true));
 * new VireoMetrics(kernel, Tags.of("kernel", "pricing")).bindTo(registry);
 * }</pre>
 *
 * <table>
 * <caption>Meters</caption>
 * <tr><th>name</th><th>what</th><th>tags</th></tr>
 * <tr><td>{@code vireo.slots.submitted}</td><td>counter of slots</td><td>{@code priority}</td></tr>
 * <tr><td>{@code vireo.slots.completed}</td><td>counter of slots</td>
 * <td>{@code priority}; {@code outcome}: done, fault, or dropped (cancelled or lost)</td></tr>
 * <tr><td>{@code vireo.ring.occupied}, {@code vireo.ring.size}</td><td>gauges of places in the
 * ring</td><td>{@code priority}</td></tr>
 * <tr><td>{@code vireo.slots.round.trip}</td><td>timer of those slots that are measured: count and
 * sum; only {@link dev.vireo.MegakernelConfig#withTelemetry with telemetry}</td>
 * <td>{@code priority}</td></tr>
 * <tr><td>{@code vireo.slots.round.trip.percentile}</td><td>gauge of the time within which so many
 * of the latest slots, of one to two minutes, completed; NaN while there are none</td>
 * <td>{@code priority}; {@code phi}: 0.5, 0.9, 0.99</td></tr>
 * <tr><td>{@code vireo.tenant.slots.submitted}, {@code vireo.tenant.slots.completed}</td>
 * <td>counters of slots</td><td>{@code tenant}: its id, 0 for the owner; {@code name}</td></tr>
 * <tr><td>{@code vireo.slices}, {@code vireo.recoveries}, {@code vireo.promotions}</td>
 * <td>counters</td><td></td></tr>
 * </table>
 *
 * <p>The tag {@code priority} is {@code all} for a ring without partitions, else a priority in
 * lower case. Meters of tenants come and go with them, at the first reading after that. The figures
 * that a reading gives are at most a second old.
 *
 * <p>Safe for use by any number of threads, with any number of registries. The meters live until
 * the registry forgets them; they keep the megakernel reachable.
 */
@SuppressWarnings("exports") // its users require Micrometer's module themselves
public final class VireoMetrics implements MeterBinder {
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final double[] PHIS = {0.5, 0.9, 0.99};

  private final Megakernel kernel;
  private final Tags tags;
  private final LongSupplier clock;
  private final List<Bound> bound = new ArrayList<>(); // guarded by this, as all below
  private Telemetry now;
  private Telemetry window; // what the latest round trips are counted from
  private Telemetry nextWindow;
  private long readAt;
  private long nextWindowAt;

  /** A registry, and the meters of tenants that it has. */
  private record Bound(MeterRegistry registry, Map<Tags, List<Meter>> tenants) {}

  /** Reads a figure from what was read last. */
  private interface Figure extends ToDoubleFunction<Telemetry> {}

  /** Prepares meters without further tags. */
  public VireoMetrics(Megakernel kernel) {
    this(kernel, Tags.empty());
  }

  /**
   * Prepares meters.
   *
   * @param tags that all of them have, so that those of several megakernels can be told apart
   */
  public VireoMetrics(Megakernel kernel, Iterable<Tag> tags) {
    this(kernel, tags, System::nanoTime);
  }

  /** As above, with another clock, of nanoseconds. */
  VireoMetrics(Megakernel kernel, Iterable<Tag> tags, LongSupplier clock) {
    this.kernel = kernel;
    this.tags = Tags.of(tags);
    this.clock = clock;
    now = kernel.telemetry();
    window = now;
    nextWindow = now;
    readAt = clock.getAsLong();
    nextWindowAt = readAt;
  }

  /** Registers meters that read the telemetry when the registry reads them. */
  @Override
  public void bindTo(MeterRegistry registry) {
    counter(registry, "vireo.slices", "Slices that were started", tags, Telemetry::slices);
    counter(
        registry,
        "vireo.recoveries",
        "Devices opened in place of one that failed",
        tags,
        Telemetry::recoveries);
    counter(
        registry,
        "vireo.promotions",
        "Programs that began to run compiled",
        tags,
        Telemetry::promotions);
    int partitions = read().partitions().size();
    for (int i = 0; i < partitions; i++) {
      bind(registry, i);
    }
    synchronized (this) {
      bound.add(new Bound(registry, new HashMap<>()));
      tenants();
    }
  }

  private void bind(MeterRegistry registry, int number) {
    PartitionTelemetry first = read().partitions().get(number);
    String priority =
        first.priority() == null ? "all" : first.priority().name().toLowerCase(Locale.ROOT);
    Tags all = tags.and("priority", priority);
    String submitted = "vireo.slots.submitted";
    slots(registry, submitted, all, number, PartitionTelemetry::submitted);
    String completed = "vireo.slots.completed";
    slots(registry, completed, all.and("outcome", "done"), number, PartitionTelemetry::done);
    slots(registry, completed, all.and("outcome", "fault"), number, PartitionTelemetry::faulted);
    slots(registry, completed, all.and("outcome", "dropped"), number, PartitionTelemetry::dropped);
    Gauge.builder("vireo.ring.occupied", this, it -> it.partition(number).occupied())
        .description("Places of the ring that are taken")
        .baseUnit("slots")
        .tags(all)
        .strongReference(true)
        .register(registry);
    Gauge.builder("vireo.ring.size", this, it -> it.partition(number).slots())
        .description("Places of the ring")
        .baseUnit("slots")
        .tags(all)
        .strongReference(true)
        .register(registry);
    roundTrips(registry, all, number);
  }

  private void roundTrips(MeterRegistry registry, Tags all, int number) {
    FunctionTimer.builder(
            "vireo.slots.round.trip",
            kernel,
            ignored -> partition(number).roundTrips().count(),
            ignored -> partition(number).roundTrips().totalNanos(),
            TimeUnit.NANOSECONDS)
        .description("Time from the submission of a slot to its completion, of those measured")
        .tags(all)
        .register(registry);
    for (double phi : PHIS) {
      TimeGauge.builder(
              "vireo.slots.round.trip.percentile",
              this,
              TimeUnit.NANOSECONDS,
              it -> it.percentile(number, phi))
          .description("Time within which this part of the latest slots completed")
          .tags(all.and("phi", Double.toString(phi)))
          .strongReference(true)
          .register(registry);
    }
  }

  private void slots(
      MeterRegistry registry,
      String name,
      Tags all,
      int partition,
      ToDoubleFunction<PartitionTelemetry> figure) {
    FunctionCounter.builder(name, kernel, ignored -> figure.applyAsDouble(partition(partition)))
        .description("Slots")
        .baseUnit("slots")
        .tags(all)
        .register(registry);
  }

  private FunctionCounter counter(
      MeterRegistry registry, String name, String description, Tags all, Figure figure) {
    return FunctionCounter.builder(name, kernel, ignored -> figure.applyAsDouble(read()))
        .description(description)
        .tags(all)
        .register(registry);
  }

  private PartitionTelemetry partition(int number) {
    return read().partitions().get(number);
  }

  private synchronized double percentile(int number, double phi) {
    RoundTrips latest =
        partition(number).roundTrips().since(window.partitions().get(number).roundTrips());
    return latest.count() == 0 ? Double.NaN : latest.percentile(100 * phi);
  }

  /** Returns the figures as they are now, or were a moment ago. */
  private synchronized Telemetry read() {
    long at = clock.getAsLong();
    if (at - readAt > FRESH_NANOS) {
      now = kernel.telemetry();
      readAt = at;
      if (at - nextWindowAt >= WINDOW_NANOS) {
        window = nextWindow;
        nextWindow = now;
        nextWindowAt = at;
      }
      tenants();
    }
    return now;
  }

  // Has every registry know the tenants that there are.
  private void tenants() {
    Map<Tags, Integer> present = new HashMap<>();
    for (TenantTelemetry each : now.tenants()) {
      String id = Integer.toString(each.id());
      present.put(tags.and("tenant", id, "name", each.name()), each.id());
    }
    for (Bound each : bound) {
      present.forEach(
          (all, id) ->
              each.tenants.computeIfAbsent(all, ignored -> tenant(each.registry, all, id)));
      each.tenants.entrySet().removeIf(entry -> gone(each.registry, entry, present));
    }
  }

  private static boolean gone(
      MeterRegistry registry, Map.Entry<Tags, List<Meter>> entry, Map<Tags, Integer> present) {
    boolean gone = !present.containsKey(entry.getKey());
    if (gone) {
      entry.getValue().forEach(registry::remove);
    }
    return gone;
  }

  private List<Meter> tenant(MeterRegistry registry, Tags all, int id) {
    return List.of(
        counter(
            registry,
            "vireo.tenant.slots.submitted",
            "Slots of a tenant",
            all,
            figures -> tenant(figures, id, TenantTelemetry::submitted)),
        counter(
            registry,
            "vireo.tenant.slots.completed",
            "Slots of a tenant",
            all,
            figures -> tenant(figures, id, TenantTelemetry::completed)));
  }

  private static double tenant(
      Telemetry figures, int id, ToDoubleFunction<TenantTelemetry> figure) {
    return figures.tenants().stream()
        .filter(each -> each.id() == id)
        .mapToDouble(figure)
        .findFirst()
        .orElse(0);
  }
}
