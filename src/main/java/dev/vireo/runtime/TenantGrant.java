package dev.vireo.runtime;

import java.util.Set;

/**
 * What a tenant is registered with.
 *
 * @param name for people; empty for none
 * @param wantedId 1 to 1023, or 0 for any free id
 * @param first first control word of its window
 * @param end first control word after its window
 * @param opcodes operations that it may use; never SHUTDOWN. Those of its own opcode window need no
 *     grant
 * @param quota slots that may run in all, 0 to 2^32 - 2, or {@link Long#MAX_VALUE} for any number
 * @param cap most slots outstanding
 * @param fullNanos how long a submit waits at the cap: 0 not at all, {@link Long#MAX_VALUE} for
 *     ever
 * @param programBudget fuel that a slot with one of its programs may use, at least 0; what the
 *     megakernel's slots may use bounds it as well
 * @param resourceWords words that its resources may have together; 0 for a share of what there is
 * @param natives whether its modules may be pipelines of the driver
 */
public record TenantGrant(
    String name,
    int wantedId,
    int first,
    int end,
    Set<Integer> opcodes,
    long quota,
    int cap,
    long fullNanos,
    long programBudget,
    long resourceWords,
    boolean natives) {
  public TenantGrant {
    opcodes = Set.copyOf(opcodes);
  }

  /** A grant of a tenant without a name. */
  public TenantGrant(
      int wantedId,
      int first,
      int end,
      Set<Integer> opcodes,
      long quota,
      int cap,
      long fullNanos,
      long programBudget,
      long resourceWords,
      boolean natives) {
    this(
        "",
        wantedId,
        first,
        end,
        opcodes,
        quota,
        cap,
        fullNanos,
        programBudget,
        resourceWords,
        natives);
  }
}
