package dev.vireo.spirv;

import java.util.Map;

/**
 * What a caller chooses when a module is loaded.
 *
 * @param entry name of the entry point; empty if there is one only
 * @param constants bits of specialization constants, by their ids in the source; up to 32 of them
 *     are used by constants of up to 32 bits
 */
public record Specialization(String entry, Map<Integer, Long> constants) {
  /** The only entry point, and the module's own values. */
  public static final Specialization DEFAULT = new Specialization("", Map.of());

  public Specialization {
    constants = Map.copyOf(constants);
  }
}
