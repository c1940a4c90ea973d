package dev.vireo.kernel;

import dev.vireo.protocol.TenantRegistry;

/**
 * Layout of the tenant table: eight words for each id, written by the host and read by the device,
 * in a buffer of its own that no slot can reach. Tenant 0, the owner, has an entry too, which the
 * device does not read.
 *
 * <pre>
 *  word  0       1            2          3          4          5       6      7
 *      +-------+------------+----------+----------+----------+-------+------+---+
 *      | flags | window     | window   | built-in | handlers | quota | used | - |
 *      |       | first word | end word | set      | set      |       |      |   |
 *      +-------+------------+----------+----------+----------+-------+------+---+
 * </pre>
 *
 * <p>The host stores an entry while its id has no slots, the flags last; afterwards it only changes
 * the flags. The used word is the host's until then and the device's from then on.
 */
public final class TenantTableLayout {
  /** Entries in the table, indexed by the tenant's id. */
  public static final int TENANT_TABLE_SLOTS = TenantRegistry.MAX_ID + 1;

  /** Words in an entry. */
  public static final int TENANT_ENTRY_WORDS = 8;

  /** Word that holds the flags. */
  public static final int TENANT_FLAGS = 0;

  /** Word that holds the first control word of the window. */
  public static final int TENANT_WINDOW_FIRST = 1;

  /** Word that holds the first control word after the window. */
  public static final int TENANT_WINDOW_END = 2;

  /** Word that holds the set of built-in operations that the tenant may use. */
  public static final int TENANT_BUILTINS = 3;

  /** Word that holds the set of handlers that the tenant may use, by their number. */
  public static final int TENANT_HANDLERS = 4;

  /** Word that holds how many slots may run, unsigned, or {@link #TENANT_QUOTA_UNBOUNDED}. */
  public static final int TENANT_QUOTA = 5;

  /** Word that counts the slots that ran, unless the quota is unbounded. */
  public static final int TENANT_USED = 6;

  /** Flag: the tenant exists. */
  public static final int TENANT_KNOWN = 1;

  /** Flag: its slots may run. */
  public static final int TENANT_ENABLED = 2;

  /** Quota of a tenant that may run any number of slots. */
  public static final int TENANT_QUOTA_UNBOUNDED = -1;

  /** Handlers that can be granted: the first ones. */
  public static final int TENANT_MOST_HANDLERS = Integer.SIZE;

  /** Words in the table. */
  public static final int TENANT_TABLE_WORDS = TENANT_TABLE_SLOTS * TENANT_ENTRY_WORDS;

  private TenantTableLayout() {}
}
