package dev.vireo.runtime;

import dev.vireo.protocol.TenantRegistry;

/**
 * Whose slot lies at which index of the ring: written by publishers before they publish, cleared by
 * the pump when it takes the completion. Without tenants it is one null check.
 */
final class TenantLedger {
  /** Ids that there can be, tenant 0 included. */
  static final int MOST_IDS = TenantRegistry.MAX_ID + 1;

  private final RingGeometry geometry;
  private final TenantAccount[] byId = new TenantAccount[MOST_IDS];
  TenantAccount[] byIndex; // null until there is a tenant; a publisher that fails stores here

  TenantLedger(RingGeometry geometry) {
    this.geometry = geometry;
  }

  /** Makes a tenant known, or forgets it; under the lock of {@link Tenants}. */
  void put(int id, TenantAccount account) {
    if (byIndex == null) {
      byIndex = new TenantAccount[geometry.slots()];
    }
    byId[id] = account;
  }

  /** Returns how many slots of a tenant have completed. */
  long completed(int id) {
    TenantAccount account = byId[id];
    return account == null ? 0 : account.completed();
  }

  /** Returns whether a tenant was revoked and has not given up its id. */
  boolean revoked(int id) {
    TenantAccount account = byId[id];
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
    TenantAccount account = byId[id];
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
}
