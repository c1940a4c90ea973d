package dev.vireo.kernel;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;

/**
 * Writes the tenant table in mapped memory, also while slices run. One thread at a time.
 *
 * <p>Each step ends with a full fence, which drains write-combined memory: what is published
 * afterwards finds the entry as it was written.
 */
public final class TenantTableWriter {
  private final IntBuffer words;

  /** Takes the mapped table. */
  public TenantTableWriter(ByteBuffer table) {
    words = table.duplicate().order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
  }

  /**
   * Makes a tenant known and enabled, with its quota unused; none of its slots may be outstanding.
   *
   * @param id 1 to 1023
   * @param first first control word of its window
   * @param end first control word after it
   * @param builtins set of {@link Builtin#bit() bits} that it may use
   * @param handlers set of handlers that it may use: 1 shifted by the handler's number
   * @param quota slots that may run, unsigned, or {@link TenantTableLayout#TENANT_QUOTA_UNBOUNDED}
   */
  public void put(int id, int first, int end, int builtins, int handlers, int quota) {
    int at = id * TenantTableLayout.TENANT_ENTRY_WORDS;
    words.put(at + TenantTableLayout.TENANT_WINDOW_FIRST, first);
    words.put(at + TenantTableLayout.TENANT_WINDOW_END, end);
    words.put(at + TenantTableLayout.TENANT_BUILTINS, builtins);
    words.put(at + TenantTableLayout.TENANT_HANDLERS, handlers);
    words.put(at + TenantTableLayout.TENANT_QUOTA, quota);
    words.put(at + TenantTableLayout.TENANT_USED, 0);
    VarHandle.fullFence();
    flags(id, TenantTableLayout.TENANT_KNOWN | TenantTableLayout.TENANT_ENABLED);
  }

  /** Disables a tenant: its slots that are claimed from now on end as FAULT. */
  public void disable(int id) {
    flags(id, TenantTableLayout.TENANT_KNOWN);
  }

  /** Forgets a tenant, none of whose slots is outstanding. */
  public void remove(int id) {
    flags(id, 0);
  }

  private void flags(int id, int flags) {
    words.put(id * TenantTableLayout.TENANT_ENTRY_WORDS + TenantTableLayout.TENANT_FLAGS, flags);
    VarHandle.fullFence();
  }
}
