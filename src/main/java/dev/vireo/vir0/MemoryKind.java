package dev.vireo.vir0;

import java.util.Locale;

/** Where a buffer lives; the ordinal is the number on the wire. It changes no result. */
public enum MemoryKind {
  /** Device memory. */
  GLOBAL,
  /** Memory of a workgroup. */
  SHARED,
  /** Uniform buffer. */
  UNIFORM,
  /** Memory of an invocation. */
  LOCAL,
  /** Device memory that is only read. */
  READ_ONLY,
  /** Push constants. */
  PUSH,
  /** Device memory that outlives a dispatch. */
  PERSISTENT;

  /** Returns the word that the text form uses. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
