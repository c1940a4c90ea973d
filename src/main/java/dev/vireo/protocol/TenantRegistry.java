package dev.vireo.protocol;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;

/**
 * Hands out tenant ids, each with a window of 2^20 opcodes, beginning at {@code 0x40000000 + id *
 * 2^20}. Safe for use by several threads.
 *
 * <p>Ids start at 1 and grow. Two faults of vyre's are repaired: an id whose window has opcodes
 * that no publisher accepts (1024 and more) is never handed out, and once all have been handed out,
 * those of tenants that were unregistered and have drained what they published are handed out
 * again, the longest unregistered first. Source: vyre-runtime 0.6.3.
 */
public final class TenantRegistry {
  /** Opcode at which the window of id 0 would begin. */
  public static final int OPCODE_BASE = 0x4000_0000;

  /** Opcodes in a window. */
  public static final int OPCODES_PER_TENANT = 1 << 20;

  /** Largest id that vyre's format allows, unsigned. */
  public static final int MAX_FORMAT_ID = 0xFFFF_FFFE;

  /** Largest id that is handed out: the last one whose opcodes have the high bit clear. */
  public static final int MAX_ID = 1023;

  private final TreeMap<Integer, TenantHandle> tenants = new TreeMap<>();
  private final Queue<TenantHandle> released = new ArrayDeque<>();
  private int nextId = 1;

  /** Creates a registry without tenants. */
  public TenantRegistry() {}

  /** Registers a tenant without bounds. */
  public TenantHandle register() {
    return register(TenantQuotas.UNBOUNDED);
  }

  /**
   * Registers a tenant.
   *
   * @throws TenantException.RegistryFull when no id is free
   */
  public synchronized TenantHandle register(TenantQuotas quotas) {
    TenantHandle handle = new TenantHandle(freeId(), quotas);
    tenants.put(handle.id(), handle);
    return handle;
  }

  private int freeId() {
    if (nextId <= MAX_ID) {
      return nextId++;
    }
    for (Iterator<TenantHandle> old = released.iterator(); old.hasNext(); ) {
      TenantHandle handle = old.next();
      if (handle.outstanding() == 0) {
        old.remove();
        return handle.id();
      }
    }
    throw new TenantException.RegistryFull(tenants.size());
  }

  /**
   * Removes a tenant: its handle refuses to publish from now on, and its reservations are gone.
   *
   * @return false when {@code handle} is not registered here
   */
  public synchronized boolean unregister(TenantHandle handle) {
    if (!tenants.remove(handle.id(), handle)) {
      return false;
    }
    handle.revoke();
    released.add(handle);
    return true;
  }

  /** Returns the tenant with this id. */
  public synchronized Optional<TenantHandle> tenant(int id) {
    return Optional.ofNullable(tenants.get(id));
  }

  /** Returns all tenants by ascending id. */
  public synchronized List<TenantHandle> tenants() {
    return List.copyOf(tenants.values());
  }

  /**
   * Returns ids of tenants that may run together: by ascending id, each one that conflicts with
   * none taken before.
   *
   * @param conflicts a matrix of n rows of n words for the n tenants by ascending id; a non-zero
   *     word in either direction is a conflict. With any other length, all tenants are returned.
   */
  public synchronized List<Integer> selectConcurrent(int... conflicts) {
    int count = tenants.size();
    List<Integer> selected = new ArrayList<>();
    List<Integer> rows = new ArrayList<>();
    boolean ignore = conflicts.length != (long) count * count;
    int row = 0;
    for (Map.Entry<Integer, TenantHandle> tenant : tenants.entrySet()) {
      int current = row++;
      boolean free =
          ignore
              || rows.stream()
                  .allMatch(
                      other ->
                          conflicts[current * count + other] == 0
                              && conflicts[other * count + current] == 0);
      if (free) {
        rows.add(current);
        selected.add(tenant.getKey());
      }
    }
    return selected;
  }
}
