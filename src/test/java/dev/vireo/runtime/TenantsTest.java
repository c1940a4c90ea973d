package dev.vireo.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.protocol.ControlLayout;
import dev.vireo.protocol.DeviceException;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Slot;
import dev.vireo.protocol.TenantException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The registry and its counters, with a backend that can be told what to do. */
@Timeout(60)
class TenantsTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int CAP = 4;

  private static SlotRuntime open(FakeBackend backend) {
    return new SlotRuntime(
        backend,
        new RuntimeSettings(
            8, false, 0xFFFF_FFF0L, 0, Long.MAX_VALUE, TimeUnit.SECONDS.toNanos(20), 10_000, 0, 0),
        3);
  }

  private static TenantAccount register(SlotRuntime runtime, int id) {
    TenantGrant grant =
        new TenantGrant(
            id, 160, 200, Set.of(Opcode.NOP), Long.MAX_VALUE, CAP, Long.MAX_VALUE, 0, 0, false);
    return runtime.register(grant, new BitSet());
  }

  @Test
  void shouldTellTheDeviceAndReadersOfTheOldLayout() throws InterruptedException {
    FakeBackend backend = new FakeBackend(8);
    try (SlotRuntime runtime = open(backend)) {
      TenantAccount first = register(runtime, 0);
      TenantAccount high = register(runtime, 1023);
      assertEquals(1, first.id());
      int[] mask = new int[1];
      runtime.readControl(ControlLayout.TENANT_MASKS_BASE + 1, mask, 0, 1);
      assertEquals(-1, mask[0]);
      runtime.revoke(first);
      runtime.readControl(ControlLayout.TENANT_MASKS_BASE + 1, mask, 0, 1);
      assertEquals(0, mask[0]);
      runtime.quiesce(high, Duration.ZERO);
      runtime.quiesce(first, Duration.ZERO);
      runtime.revoke(first);
      assertEquals(
          List.of("put 1", "put 1023", "disable 1", "remove 1023", "remove 1"),
          backend.tenantCalls);
      assertEquals(2, register(runtime, 0).id(), "ids that were never used come first");
    }
  }

  @Test
  void shouldRegisterRevokeAndQuiesceInACallback() throws Exception {
    FakeBackend backend = new FakeBackend(8);
    CompletableFuture<Integer> id = new CompletableFuture<>();
    try (SlotRuntime runtime = open(backend)) {
      TenantAccount before = register(runtime, 0);
      CountDownLatch listening = new CountDownLatch(1);
      backend.onRun =
          n -> {
            try {
              listening.await();
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
          };
      long sequence = runtime.publish(before, 0, 2, 0, 0, 0);
      runtime.listen(
          sequence,
          new CompletionListener() {
            @Override
            public void completed(long done, int status, long results) {
              try {
                assertEquals("vireo-pump", Thread.currentThread().getName());
                runtime.revoke(before);
                runtime.quiesce(before, Duration.ZERO);
                id.complete(register(runtime, before.id()).id());
              } catch (InterruptedException | RuntimeException | Error e) {
                id.completeExceptionally(e);
              }
            }

            @Override
            public void failed(RuntimeException cause) {
              id.completeExceptionally(cause);
            }
          });
      listening.countDown();
      assertEquals(before.id(), id.get(30, TimeUnit.SECONDS));
    }
  }

  @Test
  void shouldCountSlotsThatGiveWayUntilTheyComplete() throws InterruptedException {
    FakeBackend backend = new FakeBackend(8);
    backend.mostClaims = 2;
    try (SlotRuntime runtime = open(backend)) {
      TenantAccount one = register(runtime, 0);
      TenantAccount two = register(runtime, 0);
      for (int i = 0; i < 200; i++) {
        runtime.publish(one, FakeBackend.YIELDS + i % 5, 2, 0, 0, 0);
        runtime.publish(two, List.of(Slot.of(0), Slot.of(FakeBackend.YIELDS + i % 3), Slot.of(1)));
        assertTrue(one.outstanding() <= CAP && two.outstanding() <= CAP);
      }
      runtime.quiesce(one, SOON);
      runtime.quiesce(two, SOON);
      assertEquals(0, one.outstanding());
      assertEquals(0, two.outstanding());
      assertEquals(800, backend.completed.size());
    }
  }

  @Test
  void shouldSayWhyNothingWillEverCompleteAnyMore() throws InterruptedException {
    FakeBackend backend = new FakeBackend(8);
    DeviceException lost = new DeviceException("lost");
    try (SlotRuntime runtime = open(backend)) {
      TenantAccount busy = register(runtime, 0);
      TenantAccount idle = register(runtime, 0);
      backend.onRun =
          n -> {
            throw lost;
          };
      runtime.publish(busy, 0, 2, 0, 0, 0);
      assertSame(lost, assertThrows(DeviceException.class, () -> runtime.quiesce(busy, SOON)));
      runtime.revoke(busy);
      runtime.quiesce(idle, Duration.ZERO);
    }
  }

  @Test
  void shouldFreeAnIdOnceHoweverManyQuiesceIt() throws InterruptedException {
    FakeBackend backend = new FakeBackend(8);
    CountDownLatch release = new CountDownLatch(1);
    backend.onRun =
        n -> {
          try {
            release.await();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        };
    try (SlotRuntime runtime = open(backend)) {
      TenantAccount tenant = register(runtime, 500);
      runtime.publish(tenant, 0, 2, 0, 0, 0);
      AtomicInteger returned = new AtomicInteger();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        threads.add(
            new Thread(
                () -> {
                  try {
                    runtime.quiesce(tenant, SOON);
                    returned.incrementAndGet();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }));
      }
      threads.forEach(Thread::start);
      assertThrows(
          TenantException.QuiesceTimeout.class, () -> runtime.quiesce(tenant, Duration.ZERO));
      release.countDown();
      for (Thread thread : threads) {
        thread.join();
      }
      assertEquals(4, returned.get());
      assertEquals(List.of("put 500", "remove 500"), backend.tenantCalls);
      register(runtime, 500);
      assertThrows(TenantException.IdTaken.class, () -> register(runtime, 500));
    }
  }

  @Test
  void shouldKeepTheInterruptOfWhoWaitsForTheCap() throws InterruptedException {
    FakeBackend backend = new FakeBackend(8);
    backend.mostClaims = 0;
    try (SlotRuntime runtime = open(backend)) {
      TenantAccount tenant = register(runtime, 0);
      for (int i = 0; i < CAP; i++) {
        runtime.publish(tenant, 0, 2, 0, 0, 0);
      }
      Thread.currentThread().interrupt();
      assertThrows(
          TenantException.Backpressure.class, () -> runtime.publish(tenant, 0, 2, 0, 0, 0));
      assertTrue(Thread.interrupted());
      assertEquals(CAP, tenant.outstanding());
      backend.mostClaims = CAP;
    }
  }
}
