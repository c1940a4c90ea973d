package dev.vireo.runtime;

import dev.vireo.protocol.TenantRegistry;
import dev.vireo.telemetry.PartitionTelemetry;
import dev.vireo.telemetry.TenantTelemetry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Whose slot lies at which index of the ring: written by publishers before they publish, cleared by
 * the pump when it takes the completion. Without tenants it is one null check.
 */
final class TenantLedger {
  /** Ids that there can be, tenant 0 included. */
  static final int MOST_IDS = TenantRegistry.MAX_ID + 1;

  private final RingGeometry geometry;
  private final AtomicReferenceArray<TenantAccount> byId = new AtomicReferenceArray<>(MOST_IDS);
  private final AtomicLong goneSlots = new AtomicLong(); // of tenants that have given up their ids
  private final AtomicLong ownerSubmitted = new AtomicLong(); // as they were last shown
  private final AtomicLong ownerCompleted = new AtomicLong();
  TenantAccount[] byIndex; // null until there is a tenant; a publisher that fails stores here

  TenantLedger(RingGeometry geometry) {
    this.geometry = geometry;
  }

  /** Makes a tenant known, or forgets it; under the lock of {@link Tenants}. */
  void put(int id, TenantAccount account) {
    if (byIndex == null) {
      byIndex = new TenantAccount[geometry.slots()];
    }
    TenantAccount before = byId.get(id);
    if (before != null) {
      goneSlots.addAndGet(before.submitted()); // before it is gone: see telemetry
    }
    byId.set(id, account);
  }

  /** Returns how many slots of a tenant have completed. */
  long completed(int id) {
    TenantAccount account = byId.get(id);
    return account == null ? 0 : account.completed();
  }

  /** Returns whether a tenant was revoked and has not given up its id. */
  boolean revoked(int id) {
    TenantAccount account = byId.get(id);
    return account != null && account.revoked();
  }

  /** Notes whose slots are about to be published; they are counted already. */
  void mark(RingGeometry partition, int index, int count, TenantAccount account) {
    for (int i = 0, at = index; i < count; i++) {
      byIndex[at] = account;
      at = partition.next(at);
    }
  }

  /** Counts a slot that the owner publishes in a tenant's name. */
  void join(int index, int id) {
    if (byIndex == null || id <= 0 || id >= MOST_IDS) {
      return;
    }
    TenantAccount account = byId.get(id);
    if (account != null && account.join()) {
      byIndex[index] = account;
    }
  }

  /** Shows a completion, and counts it for its tenant; the pump only. */
  void complete(CompletionStore store, int index, long sequence, int status, long results) {
    TenantAccount[] owners = byIndex;
    if (owners == null || owners[index] == null) {
      store.put(sequence, status, results);
      return;
    }
    TenantAccount account = owners[index];
    owners[index] = null;
    account.drain();
    store.put(sequence, status, results);
    account.show();
  }

  /**
   * Returns what the owner and the tenants have done; any thread.
   *
   * @param partitions what went through the ring, read before
   */
  List<TenantTelemetry> telemetry(List<PartitionTelemetry> partitions) {
    List<TenantTelemetry> all = new ArrayList<>();
    long submitted = 0;
    long completed = 0;
    for (int id = 1; id < MOST_IDS; id++) {
      TenantAccount account = byId.get(id);
      if (account != null) {
        TenantTelemetry one = account.telemetry();
        all.add(one);
        submitted += one.submitted();
        completed += one.completed();
      }
    }
    // What goes on meanwhile makes the rest too small, never too large: so the largest counts.
    long gone = goneSlots.get();
    long ended = partitions.stream().mapToLong(PartitionTelemetry::completed).sum();
    long begun = partitions.stream().mapToLong(PartitionTelemetry::submitted).sum();
    long ownEnded = ownerCompleted.accumulateAndGet(ended - completed - gone, Math::max);
    long ownBegun = Math.max(begun - submitted - gone, ownEnded);
    ownBegun = ownerSubmitted.accumulateAndGet(ownBegun, Math::max);
    all.add(0, new TenantTelemetry(0, "owner", ownBegun, ownEnded, geometry.slots()));
    return all;
  }
}
