package dev.vireo.reference;

import java.util.Objects;
import java.util.function.IntPredicate;

/**
 * What a tenant's slots may do in GUARDED.
 *
 * @param first first control word of its window
 * @param end first control word after its window, at least {@code first}
 * @param opcodes which operations it may use, inside PACKED slots too; never SHUTDOWN
 * @param quota how many of its slots may run in all, at least 0; {@link Long#MAX_VALUE} for any
 *     number
 */
public record TenantRights(int first, int end, IntPredicate opcodes, long quota) {
  /** Takes everything as it is. */
  public TenantRights {
    Objects.requireNonNull(opcodes, "opcodes");
  }
}
