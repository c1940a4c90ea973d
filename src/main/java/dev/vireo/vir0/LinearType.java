package dev.vireo.vir0;

import java.util.Locale;

/** How often a program may name a buffer; the ordinal is the number on the wire (version 6). */
public enum LinearType {
  /** Exactly once. */
  LINEAR,
  /** At most once. */
  AFFINE,
  /** At least once. */
  RELEVANT,
  /** Any number of times; what versions 4 and 5 mean. */
  UNRESTRICTED;

  /** Returns the word that the text form uses. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
