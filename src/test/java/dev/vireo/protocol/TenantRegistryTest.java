package dev.vireo.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TenantRegistryTest {
  private final TenantRegistry registry = new TenantRegistry();

  @Test
  void shouldHandOutWindowsFromIdOneOn() {
    TenantHandle first = registry.register();
    TenantHandle second = registry.register(new TenantQuotas(0, 0, 0));
    assertEquals(1, first.id());
    assertEquals(0x4010_0000, first.baseOpcode());
    assertEquals(0x4020_0005, second.globalOpcode(5));
    assertEquals(1, second.quotas().outstandingSlots());
    assertEquals(Optional.of(second), registry.tenant(2));
    assertEquals(List.of(first, second), registry.tenants());
  }

  @Test
  void shouldNotCountASlotThatTheRingRefused() {
    TenantHandle tenant = registry.register();
    ByteBuffer ring = RingCodec.encode(1);
    tenant.publish(ring, 0, 3, 9);
    assertEquals(tenant.globalOpcode(3), TestBuffers.word(ring, 1));
    TenantException.Pipeline refused =
        assertThrows(TenantException.Pipeline.class, () -> tenant.publish(ring, 0, 3));
    assertInstanceOf(ProtocolException.QueueFull.class, refused.getCause());
    assertEquals(1, tenant.published());
  }

  @Test
  void shouldHoldBackATenantAtItsQuotaUntilItDrains() {
    TenantHandle tenant = registry.register(new TenantQuotas(1, 1, 1));
    ByteBuffer ring = RingCodec.encode(2);
    tenant.publish(ring, 0, 0);
    TenantException.Backpressure full =
        assertThrows(TenantException.Backpressure.class, () -> tenant.publish(ring, 1, 0));
    assertEquals(1, full.inUse());
    assertEquals(1, full.cap());
    assertArrayEquals(new byte[64], Arrays.copyOfRange(ring.array(), 64, 128));
    tenant.noteDrained(1);
    tenant.publish(ring, 1, 0);
    assertEquals(2, tenant.published());
  }

  @Test
  void shouldRefuseOpcodesOutsideTheWindow() {
    TenantHandle tenant = registry.register();
    assertEquals(0x401F_FFFF, tenant.globalOpcode(1_048_575));
    for (long local : new long[] {-1, 1_048_576, Long.MAX_VALUE}) {
      assertThrows(TenantException.OpcodeOutOfRange.class, () -> tenant.globalOpcode(local));
    }
  }

  @Test
  void shouldSaturateTheDrainedCount() {
    TenantHandle tenant = registry.register();
    tenant.noteDrained(5);
    tenant.noteDrained(-1);
    assertEquals(-1, tenant.drained());
    assertEquals(0, tenant.outstanding());
  }

  @Test
  void shouldQuiesceWhenDrainedEvenWithoutPolls() {
    TenantHandle tenant = registry.register();
    assertDoesNotThrow(() -> tenant.quiesce(0));
    tenant.publish(RingCodec.encode(1), 0, 0);
    for (long polls : new long[] {0, 1, 70}) {
      TenantException.QuiesceTimeout timeout =
          assertThrows(TenantException.QuiesceTimeout.class, () -> tenant.quiesce(polls));
      assertEquals(1, timeout.outstanding());
    }
    tenant.noteDrained(1);
    assertDoesNotThrow(() -> tenant.quiesce(1));
  }

  @Test
  void shouldReserveWithinQuotasAndReleaseNoMore() {
    TenantHandle tenant = registry.register(new TenantQuotas(1, 100, 2));
    tenant.reserveStaging(60);
    assertThrows(TenantException.StagingBackpressure.class, () -> tenant.reserveStaging(41));
    assertThrows(TenantException.StagingBackpressure.class, () -> tenant.reserveStaging(-1));
    assertEquals(60, tenant.stagingBytes());
    assertThrows(TenantException.ResourceUnderflow.class, () -> tenant.releaseStaging(61));
    tenant.releaseStaging(60);
    tenant.reserveHandles(2);
    assertThrows(TenantException.ResidentHandleBackpressure.class, () -> tenant.reserveHandles(1));
    assertThrows(TenantException.ResourceUnderflow.class, () -> tenant.releaseHandles(3));
    assertEquals(2, tenant.residentHandles());
  }

  @Test
  void shouldRevokeAnUnregisteredTenant() {
    TenantHandle tenant = registry.register();
    tenant.reserveStaging(7);
    assertTrue(registry.unregister(tenant));
    assertFalse(registry.unregister(tenant));
    assertEquals(0, tenant.stagingBytes());
    ByteBuffer ring = RingCodec.encode(1);
    assertThrows(TenantException.Revoked.class, () -> tenant.publish(ring, 0, 1L << 40));
    assertThrows(TenantException.Revoked.class, () -> tenant.reserveHandles(1));
    assertArrayEquals(new byte[64], ring.array());
    assertEquals(Optional.empty(), registry.tenant(1));
  }

  @Test
  void shouldNotUnregisterAnotherRegistrysTenant() {
    registry.register();
    assertFalse(registry.unregister(new TenantRegistry().register()));
    assertEquals(1, registry.tenants().size());
  }

  @Test
  void shouldHandOutOnlyIdsThatCanPublishAndReuseDrainedOnes() {
    List<TenantHandle> all = new ArrayList<>();
    for (int i = 0; i < TenantRegistry.MAX_ID; i++) {
      all.add(registry.register());
    }
    TenantHandle last = all.get(all.size() - 1);
    assertEquals(1023, last.id());
    last.publish(RingCodec.encode(1), 0, 1_048_575);
    assertThrows(TenantException.RegistryFull.class, registry::register);
    registry.unregister(last);
    assertThrows(TenantException.RegistryFull.class, registry::register);
    registry.unregister(all.get(4));
    assertEquals(5, registry.register().id());
    last.noteDrained(1);
    assertEquals(1023, registry.register().id());
    assertThrows(TenantException.RegistryFull.class, registry::register);
  }

  @Test
  void shouldSelectGreedilyByIdWithConflictsInEitherDirection() {
    for (int i = 0; i < 3; i++) {
      registry.register();
    }
    assertEquals(List.of(1, 3), registry.selectConcurrent(0, 0, 0, 1, 0, 0, 0, 1, 0));
    assertEquals(List.of(1), registry.selectConcurrent(0, 1, 1, 0, 0, 0, 0, 0, 0));
    assertEquals(List.of(1, 2, 3), registry.selectConcurrent(1, 1));
  }
}
