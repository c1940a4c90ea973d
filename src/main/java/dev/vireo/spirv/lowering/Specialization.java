package dev.vireo.spirv.lowering;

import java.util.Map;

/**
 * What a caller chooses when a module is loaded.
 *
 * @param entry name of the entry point; empty if there is one only
 * @param constants values of specialization constants by their SpecId, as bits; the lowest ones
 *     count for constants of fewer than 64 bits
 */
public record Specialization(String entry, Map<Integer, Long> constants) {
  /** The only entry point, and the module's own values. */
  public static final Specialization DEFAULT = new Specialization("", Map.of());

  public Specialization {
    constants = Map.copyOf(constants);
  }
}
