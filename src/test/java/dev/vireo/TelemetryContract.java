package dev.vireo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Priority;
import dev.vireo.protocol.Slot;
import dev.vireo.telemetry.PartitionTelemetry;
import dev.vireo.telemetry.RoundTrips;
import dev.vireo.telemetry.Telemetry;
import dev.vireo.telemetry.TenantTelemetry;
import dev.vireo.telemetry.socket.Sighting;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a megakernel tells of itself, on each device. */
@Timeout(60)
abstract class TelemetryContract {
  private static final Slot ADD = Slot.of(Opcode.ATOMIC_ADD, 1, 160);

  abstract String device();

  private MegakernelConfig config() {
    return MegakernelConfig.defaults().withDevice(device());
  }

  @Test
  void shouldCountWhatGoesThroughTheRing() throws InterruptedException {
    Megakernel kernel = Megakernel.open(config().withRingSlots(100).withTelemetry(false));
    try (kernel) {
      kernel.submit(Collections.nCopies(70, ADD));
      kernel.submit(Slot.of(Opcode.LOAD_U32, -1)); // outside of the words
      kernel.drain();
      Telemetry now = kernel.telemetry();
      assertEquals(
          List.of(new PartitionTelemetry(null, 100, 0, 71, 71, 1, 0, RoundTrips.NONE)),
          now.partitions());
      assertEquals(70, now.partitions().get(0).done());
      assertEquals(List.of(new TenantTelemetry(0, "owner", 71, 71, 100)), now.tenants());
      assertEquals(kernel.deviceName(), now.device());
      assertEquals(kernel.modeReason(), now.modeReason());
      assertTrue(now.slices() > 0, now::toString);
    }
    assertEquals(71, kernel.telemetry().completed(), "after the end");
  }

  @Test
  void shouldTellPartitionsApart() throws InterruptedException {
    try (Megakernel kernel = Megakernel.open(config().withRingSlots(51).withPartitions())) {
      kernel.submit(Priority.CRITICAL, Opcode.NOP, 0, 0, 0);
      kernel.submit(Priority.IDLE, Opcode.NOP, 0, 0, 0);
      kernel.submit(Priority.IDLE, Opcode.NOP, 0, 0, 0);
      kernel.drain();
      List<PartitionTelemetry> parts = kernel.telemetry().partitions();
      assertEquals(
          List.of(Priority.values()), parts.stream().map(PartitionTelemetry::priority).toList());
      assertEquals(
          List.of(1L, 0L, 0L, 0L, 2L), parts.stream().map(PartitionTelemetry::completed).toList());
      assertEquals(11, parts.get(Priority.NORMAL.ordinal()).slots());
    }
  }

  @Test
  void shouldTellTenantsApartAndKeepTheOwnersShare() throws InterruptedException {
    try (Megakernel kernel = Megakernel.open(config())) {
      TenantSpec spec = TenantSpec.ofWords(0, 10).withMostOutstanding(9);
      Tenant first = kernel.registerTenant(spec.withName("first"));
      Tenant second = kernel.registerTenant(spec);
      first.submit(ADD);
      first.submit(ADD);
      second.submit(ADD);
      kernel.submit(ADD);
      kernel.submit(Slot.of(Opcode.ATOMIC_ADD, 1, 160).withTenant(second.id()));
      kernel.drain();
      TenantTelemetry owner = new TenantTelemetry(0, "owner", 1, 1, 4096);
      TenantTelemetry last = new TenantTelemetry(second.id(), "", 2, 2, 9);
      assertEquals(
          List.of(owner, new TenantTelemetry(first.id(), "first", 2, 2, 9), last),
          kernel.telemetry().tenants());
      first.quiesce(Duration.ofSeconds(10));
      assertEquals(List.of(owner, last), kernel.telemetry().tenants());
    }
  }

  @Test
  void shouldTellHowManyWereDropped() throws InterruptedException {
    Handler waits =
        Handler.glsl(8, "waits", "VIREO_WAIT;").withJava(context -> context.waitForSignal());
    Megakernel kernel =
        Megakernel.open(config().withHandlers(waits).withCloseTimeout(Duration.ZERO));
    try (kernel) {
      kernel.submit(8, 0, 0, 0);
      long behind = kernel.submit(ADD);
      kernel.await(behind);
      PartitionTelemetry ring = kernel.telemetry().partitions().get(0);
      assertEquals(1, ring.outstanding());
      assertEquals(2, ring.occupied(), "the first one keeps its place, and those behind it");
    }
    assertEquals(1, kernel.telemetry().partitions().get(0).dropped());
  }

  @Test
  void shouldMeasureRoundTripsAndLetOthersLookWhereThatIsAskedFor() throws InterruptedException {
    long own = ProcessHandle.current().pid();
    int before = Sighting.look(pid -> pid == own).size();
    try (Megakernel kernel = Megakernel.open(config().withTelemetry(true))) {
      for (int i = 0; i < 20; i++) {
        kernel.await(kernel.submit(ADD));
      }
      kernel.submit(Collections.nCopies(50, ADD));
      kernel.drain();
      RoundTrips trips = kernel.telemetry().roundTrips();
      assertEquals(21, trips.count(), "each lone slot, and one of a batch");
      assertTrue(trips.percentile(1) > 0, trips::toString);
      assertTrue(trips.totalNanos() >= trips.mostNanos(), trips::toString);
      List<Sighting> seen = Sighting.look(pid -> pid == own);
      assertEquals(before + 1, seen.size());
      assertEquals(70, seen.get(seen.size() - 1).telemetry().completed());
    }
    assertEquals(before, Sighting.look(pid -> pid == own).size());
  }
}
