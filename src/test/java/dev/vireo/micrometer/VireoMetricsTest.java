package dev.vireo.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.Megakernel;
import dev.vireo.MegakernelConfig;
import dev.vireo.Tenant;
import dev.vireo.TenantSpec;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Priority;
import dev.vireo.protocol.Slot;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class VireoMetricsTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private long nanos;
  private Megakernel kernel;

  @BeforeEach
  void open() {
    kernel =
        Megakernel.open(
            MegakernelConfig.defaults()
                .withDevice("reference")
                .withRingSlots(50)
                .withPartitions()
                .withTelemetry(true));
    new VireoMetrics(kernel, Tags.of("kernel", "tested"), () -> nanos).bindTo(registry);
  }

  @AfterEach
  void close() {
    kernel.close();
  }

  private void later(int seconds) {
    nanos += TimeUnit.SECONDS.toNanos(seconds) + 1;
  }

  private double slots(String name, String... tags) {
    return registry.get(name).tags("kernel", "tested").tags(tags).functionCounter().count();
  }

  @Test
  void shouldCountSlotsByPriorityAndOutcome() throws InterruptedException {
    Slot low = Slot.of(Opcode.ATOMIC_ADD, 1, 160).withPriority(Priority.LOW);
    kernel.submit(Collections.nCopies(9, low));
    kernel.submit(Slot.of(Opcode.LOAD_U32, -1).withPriority(Priority.LOW));
    kernel.drain();
    assertEquals(0, slots("vireo.slots.submitted", "priority", "low"), "the figures are fresh");
    later(1);
    assertEquals(10, slots("vireo.slots.submitted", "priority", "low"));
    assertEquals(9, slots("vireo.slots.completed", "priority", "low", "outcome", "done"));
    assertEquals(1, slots("vireo.slots.completed", "priority", "low", "outcome", "fault"));
    assertEquals(0, slots("vireo.slots.completed", "priority", "low", "outcome", "dropped"));
    assertEquals(0, slots("vireo.slots.submitted", "priority", "critical"));
    assertTrue(slots("vireo.slices") > 0);
    assertEquals(0, slots("vireo.recoveries") + slots("vireo.promotions"));
  }

  @Test
  void shouldShowTheRing() {
    assertEquals(10, registry.get("vireo.ring.size").tags("priority", "idle").gauge().value());
    assertEquals(0, registry.get("vireo.ring.occupied").tags("priority", "idle").gauge().value());
  }

  @Test
  void shouldTimeRoundTripsAndForgetThoseThatAreOld() throws InterruptedException {
    var timer = registry.get("vireo.slots.round.trip").tags("priority", "normal").functionTimer();
    var p50 =
        registry
            .get("vireo.slots.round.trip.percentile")
            .tags("priority", "normal", "phi", "0.5")
            .timeGauge();
    assertTrue(Double.isNaN(p50.value(TimeUnit.SECONDS)));
    for (int i = 0; i < 5; i++) {
      kernel.await(kernel.submit(Opcode.NOP, 0, 0, 0));
    }
    later(1);
    assertEquals(5, timer.count());
    double seconds = timer.totalTime(TimeUnit.SECONDS);
    assertTrue(seconds > 0 && seconds < 60, () -> seconds + " s");
    double half = p50.value(TimeUnit.SECONDS);
    assertTrue(half > 0 && half <= seconds, () -> half + " of " + seconds + " s");
    later(60);
    assertTrue(p50.value(TimeUnit.SECONDS) > 0);
    later(60);
    assertTrue(Double.isNaN(p50.value(TimeUnit.SECONDS)));
    assertEquals(5, timer.count());
  }

  @Test
  void shouldFollowTenants() throws InterruptedException {
    Tenant tenant = kernel.registerTenant(TenantSpec.ofWords(0, 1).withName("guest"));
    kernel.await(tenant.submit(Opcode.ATOMIC_ADD, 1, 160, 0));
    later(1);
    assertEquals(0, slots("vireo.tenant.slots.completed", "tenant", "0", "name", "owner"));
    String id = Integer.toString(tenant.id());
    assertEquals(1, slots("vireo.tenant.slots.completed", "tenant", id, "name", "guest"));
    assertEquals(1, slots("vireo.tenant.slots.submitted", "tenant", id, "name", "guest"));
    tenant.quiesce(Duration.ofSeconds(10));
    later(1);
    slots("vireo.slices");
    assertFalse(tenantsNamed("guest"));
    assertTrue(tenantsNamed("owner"));
  }

  private boolean tenantsNamed(String name) {
    return List.copyOf(registry.getMeters()).stream()
        .anyMatch(meter -> name.equals(meter.getId().getTag("name")));
  }
}
