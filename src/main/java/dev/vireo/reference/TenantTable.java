package dev.vireo.reference;

import dev.vireo.protocol.ControlLayout;
import dev.vireo.protocol.FaultCode;
import dev.vireo.protocol.Opcode;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The tenants that GUARDED knows, whether each is enabled, and what it may do. RAW reads the masks
 * in the control words instead.
 *
 * <p>Safe for use by several threads: a change holds for every slot that is claimed after it.
 */
public final class TenantTable {
  private static final int OWNER = 0;

  private final Map<Integer, Tenant> tenants = new ConcurrentHashMap<>();

  /** Creates a table with tenant 0, enabled, who owns the megakernel. */
  public TenantTable() {
    put(OWNER, true);
  }

  /**
   * Makes a tenant known whose window is every word from 160 on and who may do everything except
   * SHUTDOWN, or changes whether it is enabled; the id is unsigned.
   */
  public void put(int id, boolean enabled) {
    tenants.put(id, new Tenant(id, null, enabled));
  }

  /** Makes a tenant known and enabled, with its quota unused. */
  public void put(int id, TenantRights rights) {
    tenants.put(id, new Tenant(id, Objects.requireNonNull(rights, "rights"), true));
  }

  /** Disables a tenant, if it is known. */
  public void disable(int id) {
    Tenant tenant = tenants.get(id);
    if (tenant != null) {
      tenant.enabled = false;
    }
  }

  /** Forgets a tenant. */
  public void remove(int id) {
    tenants.remove(id);
  }

  /** Charges a slot to its tenant, or raises the fault that keeps it from running. */
  Tenant enter(int id) {
    Tenant tenant = tenants.get(id);
    if (tenant == null) {
      throw new FaultSignal(FaultCode.UNKNOWN_TENANT, id);
    }
    if (!tenant.enabled) {
      throw new FaultSignal(FaultCode.DISABLED_TENANT, id);
    }
    tenant.charge();
    return tenant;
  }

  /** One tenant; without rights it may do everything, with the exception that {@link #put} says. */
  static final class Tenant {
    private final int id;
    private final @Nullable TenantRights rights;
    private volatile boolean enabled;
    private long used; // slots that ran; the executor's thread only

    private Tenant(int id, @Nullable TenantRights rights, boolean enabled) {
      this.id = id;
      this.rights = rights;
      this.enabled = enabled;
    }

    private void charge() {
      if (rights == null || rights.quota() == Long.MAX_VALUE) {
        return;
      }
      if (used >= rights.quota()) {
        throw new FaultSignal(FaultCode.QUOTA, id);
      }
      used++;
    }

    /** Checks that the tenant may use an operation. */
    void check(int opcode) {
      boolean allowed =
          id == OWNER
              || opcode != Opcode.SHUTDOWN && (rights == null || rights.opcodes().test(opcode));
      if (!allowed) {
        throw new FaultSignal(FaultCode.FORBIDDEN, opcode);
      }
    }

    /** Returns the tenant's window among {@code controlWords} words. */
    Window window(int controlWords) {
      return rights == null
          ? new Window(ControlLayout.OBSERVABLE_BASE, controlWords)
          : new Window(rights.first(), rights.end());
    }
  }
}
