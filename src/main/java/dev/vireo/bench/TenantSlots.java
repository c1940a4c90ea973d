package dev.vireo.bench;

import dev.vireo.FullRing;
import dev.vireo.Megakernel;
import dev.vireo.Tenant;
import dev.vireo.TenantSpec;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Slot;
import java.util.ArrayList;
import java.util.List;

/** A megakernel with many tenants, each of which submits in turn. One thread. */
final class TenantSlots implements RoundTrip {
  static final int RING_SLOTS = 4096;
  static final int BATCH = 256;

  private final Library library;
  private final Megakernel kernel;
  private final List<Tenant> tenants = new ArrayList<>();
  private final List<Slot> batch = new ArrayList<>();
  private int turn;

  TenantSlots(String device, SubjectSettings settings, int count) {
    SubjectSettings withTenants =
        new SubjectSettings(
            settings.device(),
            settings.mode(),
            settings.rounds(),
            config -> settings.choices().apply(config).withTenants());
    library = Library.open(device, withTenants, RING_SLOTS, BATCH);
    kernel = library.kernel();
    TenantSpec spec = TenantSpec.ofWords(0, BATCH).withBackpressure(FullRing.block());
    for (int i = 0; i < count; i++) {
      tenants.add(kernel.registerTenant(spec));
    }
    for (int i = 0; i < BATCH; i++) {
      batch.add(Slot.of(Opcode.ATOMIC_ADD, 1, tenants.get(0).firstIndex() + i));
    }
  }

  private Tenant next() {
    turn = turn + 1 == tenants.size() ? 0 : turn + 1;
    return tenants.get(turn);
  }

  @Override
  public void trip() throws InterruptedException {
    Tenant tenant = next();
    kernel.await(tenant.submit(Opcode.ATOMIC_ADD, 1, tenant.firstIndex(), 0));
    library.submitted(1);
  }

  /** Batch after batch, each of the next tenant. */
  Feed feed() {
    return new Feed() {
      @Override
      public double rate(long nanos) throws InterruptedException {
        long submitted = 0;
        long start = System.nanoTime();
        do {
          next().submit(batch);
          submitted += BATCH;
        } while (System.nanoTime() - start < nanos);
        library.submitted(submitted);
        kernel.drain();
        return Feed.perSecond(submitted, System.nanoTime() - start);
      }

      @Override
      public void close() {
        TenantSlots.this.close();
      }
    };
  }

  @Override
  public void close() {
    library.close();
  }
}
