package dev.vireo.runtime;

import dev.vireo.protocol.ControlCodec;
import dev.vireo.protocol.ControlLayout;
import dev.vireo.protocol.TenantException;
import java.time.Duration;
import java.util.BitSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Gives tenants their ids, and tells the device and readers of the old layout about them. Safe for
 * use by any number of threads.
 *
 * <p>Ids that were never used are given out first, then the one that has been free for longest. The
 * lock is never held while a thread waits for the pump, which may run a callback that registers.
 */
final class Tenants {
  private static final int MOST_IDS = TenantLedger.MOST_IDS;
  private static final int MIRRORED = ControlLayout.TENANT_MASK_SLOTS;

  private final SlotBackend backend;
  private final Outstanding outstanding;
  private final TenantLedger ledger;
  private final Executor whileMapped;
  private final Set<Integer> free = new LinkedHashSet<>();
  private final AtomicIntegerArray masks = new AtomicIntegerArray(MIRRORED);
  private final AtomicIntegerArray quotas = new AtomicIntegerArray(MIRRORED);

  /**
   * Prepares a registry without tenants.
   *
   * @param whileMapped runs what touches the device's memory, unless that is gone
   */
  Tenants(SlotBackend backend, Outstanding outstanding, TenantLedger ledger, Executor whileMapped) {
    this.backend = backend;
    this.outstanding = outstanding;
    this.ledger = ledger;
    this.whileMapped = whileMapped;
    for (int id = 1; id < MOST_IDS; id++) {
      free.add(id);
    }
  }

  /**
   * Registers a tenant.
   *
   * @param reserved ids that are given only to who asks for them
   * @throws TenantException.RegistryFull when no id is free
   * @throws TenantException.IdTaken when the wanted id is not free
   */
  synchronized TenantAccount register(TenantGrant grant, BitSet reserved) {
    int id = freeId(grant.wantedId(), reserved);
    TenantAccount account = new TenantAccount(id, grant, outstanding);
    // Until the device knows the tenant nothing can be published for it, nothing has to be undone.
    whileMapped.execute(() -> backend.putTenant(id, grant));
    ledger.put(id, account);
    free.remove(id);
    mirror(id, -1, grant.quota());
    return account;
  }

  private int freeId(int wanted, BitSet reserved) {
    if (wanted != 0) {
      if (!free.contains(wanted)) {
        throw new TenantException.IdTaken(wanted);
      }
      return wanted;
    }
    for (Iterator<Integer> ids = free.iterator(); ids.hasNext(); ) {
      int id = ids.next();
      if (!reserved.get(id)) {
        return id;
      }
    }
    throw new TenantException.RegistryFull(MOST_IDS - 1 - free.size());
  }

  /** Lets nothing of a tenant run any more, but for what was claimed already. */
  synchronized void revoke(TenantAccount account) {
    account.revoke();
    if (!account.retired()) {
      whileMapped.execute(() -> backend.disableTenant(account.id()));
      mirror(account.id(), 0, 0);
    }
  }

  /**
   * Waits until no slot of a tenant is outstanding, and gives its id up.
   *
   * @return whether this call gave it up, not another one
   * @throws TenantException.QuiesceTimeout when slots are outstanding all the same
   */
  boolean quiesce(TenantAccount account, Duration timeout) throws InterruptedException {
    account.close();
    long nanos = nanos(timeout);
    long start = System.nanoTime();
    for (long left = nanos; !account.retired(); left = nanos - (System.nanoTime() - start)) {
      if (!account.awaitSettled(Math.max(0, left))) {
        throw new TenantException.QuiesceTimeout(account.id(), account.outstanding(), timeout);
      }
      if (retire(account)) {
        return true;
      }
      RuntimeException failure = outstanding.failure();
      if (failure != null && account.outstanding() != 0) {
        throw failure;
      }
    }
    return false;
  }

  private static long nanos(Duration timeout) {
    // A duration of more than 292 years is for ever.
    return timeout.compareTo(Duration.ofNanos(Long.MAX_VALUE)) >= 0
        ? Long.MAX_VALUE
        : timeout.toNanos();
  }

  private synchronized boolean retire(TenantAccount account) {
    if (!account.retire()) {
      return false;
    }
    int id = account.id();
    whileMapped.execute(() -> backend.removeTenant(id));
    ledger.put(id, null);
    mirror(id, 0, 0);
    free.add(id);
    return true;
  }

  private void mirror(int id, int mask, long quota) {
    if (id < MIRRORED) {
      masks.set(id, mask);
      quotas.set(id, (int) (quota == Long.MAX_VALUE ? ControlCodec.DEFAULT_QUOTA : quota));
    }
  }

  /** Returns whether readers of the old layout can see the tenant. */
  static boolean mirrored(int id) {
    return id < MIRRORED;
  }

  /**
   * Writes a tenant's words for readers of the old layout, as they are by now: whoever writes last
   * writes the latest.
   */
  void writeMirror(int id) {
    int[] word = {masks.get(id)};
    backend.writeControl(ControlLayout.TENANT_MASKS_BASE + id, word, 0, 1);
    word[0] = quotas.get(id);
    backend.writeControl(ControlLayout.TENANT_QUOTA_BASE + id, word, 0, 1);
  }
}
