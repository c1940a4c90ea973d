package dev.vireo.vir0;

import java.util.Locale;

/**
 * Ordering of an atomic operation or a barrier; the ordinal is the number on the wire. Engines
 * ignore it: atomics are sequential, barriers order all memory of the workgroup.
 */
public enum MemoryOrdering {
  /** Nothing; not valid for barriers. */
  RELAXED,
  /** What comes after stays after. */
  ACQUIRE,
  /** What comes before stays before. */
  RELEASE,
  /** Both. */
  ACQ_REL,
  /** Both, in one order for all. */
  SEQ_CST,
  /** Between all workgroups; not valid for atomics. */
  GRID_SYNC;

  /** Returns the word that the text form uses. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
