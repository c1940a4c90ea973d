package dev.vireo.runtime;

import dev.vireo.protocol.ProgramTier;

/**
 * Which programs are compiled, and when.
 *
 * @param tier what was asked for
 * @param afterNanos with AUTO, the device time in the interpreter after which a program is compiled
 */
public record TierPolicy(ProgramTier tier, long afterNanos) {
  /** All stay in the interpreter. */
  static final TierPolicy NONE = new TierPolicy(ProgramTier.INTERPRETER, 0);
}
