package dev.vireo.vir0;

import java.util.Objects;
import java.util.OptionalInt;

/**
 * Hints about a buffer's use; they change no result.
 *
 * @param coalesceAxis axis along which neighbours access neighbouring elements, 0 to 255
 * @param preferredAlignment in bytes, 0 to 2^32-1; 0 is no preference
 * @param locality how the buffer is expected to be read
 */
public record MemoryHints(OptionalInt coalesceAxis, long preferredAlignment, Locality locality) {
  /** No axis, no alignment, temporal. */
  public static final MemoryHints DEFAULT =
      new MemoryHints(OptionalInt.empty(), 0, Locality.TEMPORAL);

  /** How a buffer is expected to be read; the ordinal is the number on the wire. */
  public enum Locality {
    /** Once, in order. */
    STREAMING,
    /** The same elements again soon. */
    TEMPORAL,
    /** In no order. */
    RANDOM
  }

  /**
   * Refuses null.
   *
   * @throws IllegalArgumentException when {@code preferredAlignment} is not between 0 and 2^32 - 1,
   *     or {@code coalesceAxis} not between 0 and 255
   */
  public MemoryHints {
    Objects.requireNonNull(locality, "locality");
    U32.require("preferredAlignment", preferredAlignment);
    if (coalesceAxis.isPresent() && (coalesceAxis.getAsInt() & ~0xFF) != 0) {
      throw new IllegalArgumentException(
          "coalesceAxis is " + coalesceAxis.getAsInt() + "; pass 0 to 255");
    }
  }
}
