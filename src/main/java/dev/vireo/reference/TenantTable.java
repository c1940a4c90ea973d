package dev.vireo.reference;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The tenants that GUARDED knows, and whether each is enabled. RAW reads the masks in the control
 * words instead.
 *
 * <p>Safe for use by several threads: a change holds for every slot that is claimed after it.
 */
public final class TenantTable {
  private final Map<Integer, Boolean> enabledById = new ConcurrentHashMap<>();

  /** Creates a table with tenant 0, enabled, who owns the megakernel. */
  public TenantTable() {
    enabledById.put(0, true);
  }

  /** Makes a tenant known, or changes whether it is enabled; the id is unsigned. */
  public void put(int id, boolean enabled) {
    enabledById.put(id, enabled);
  }

  /** Forgets a tenant. */
  public void remove(int id) {
    enabledById.remove(id);
  }

  boolean knows(int id) {
    return enabledById.containsKey(id);
  }

  boolean enabled(int id) {
    return enabledById.getOrDefault(id, false);
  }
}
