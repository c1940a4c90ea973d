package dev.vireo.spirv.lowering;

import java.util.Map;

/**
 * What a caller chooses when a module is loaded.
 *
 * @param entry name of the entry point; empty if there is one only
 * @param constants values of specialization constants by their SpecId, as bits; the lowest ones
 *     count for constants of fewer than 64 bits
 * @param subgroupSize invocations of a subgroup: a power of two from 1 to {@value
 *     #MAX_SUBGROUP_SIZE}
 */
public record Specialization(String entry, Map<Integer, Long> constants, int subgroupSize) {
  /** Most invocations of a subgroup. */
  public static final int MAX_SUBGROUP_SIZE = 32;

  /** The only entry point, and the module's own values. */
  public static final Specialization DEFAULT = new Specialization("", Map.of());

  public Specialization {
    constants = Map.copyOf(constants);
    if (subgroupSize < 1
        || subgroupSize > MAX_SUBGROUP_SIZE
        || Integer.bitCount(subgroupSize) != 1) {
      throw new IllegalArgumentException(
          "subgroups of "
              + subgroupSize
              + " invocations; pass a power of two from 1 to "
              + MAX_SUBGROUP_SIZE);
    }
  }

  /** Makes one with subgroups of one invocation. */
  public Specialization(String entry, Map<Integer, Long> constants) {
    this(entry, constants, 1);
  }

  /** Returns the same with another size of subgroups. */
  public Specialization withSubgroupSize(int size) {
    return new Specialization(entry, constants, size);
  }
}
