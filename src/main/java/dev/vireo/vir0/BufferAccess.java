package dev.vireo.vir0;

import java.util.Locale;

/** What a program may do with a buffer; the ordinal is the number on the wire. */
public enum BufferAccess {
  /** Loads. */
  READ_ONLY(MemoryKind.READ_ONLY),
  /** Loads, stores, atomics. */
  READ_WRITE(MemoryKind.GLOBAL),
  /** Loads of values that are the same for all invocations. */
  UNIFORM(MemoryKind.UNIFORM),
  /** Memory of one workgroup, zero at its start. */
  WORKGROUP(MemoryKind.SHARED),
  /** Stores; loads are not refused. */
  WRITE_ONLY(MemoryKind.GLOBAL);

  private final MemoryKind defaultKind;

  BufferAccess(MemoryKind defaultKind) {
    this.defaultKind = defaultKind;
  }

  /** Returns the kind of memory that a buffer of this access has unless it names another. */
  public MemoryKind defaultKind() {
    return defaultKind;
  }

  /** Says whether a program may store into the buffer. */
  public boolean writable() {
    return this == READ_WRITE || this == WRITE_ONLY || this == WORKGROUP;
  }

  /** Returns the word that the text form uses. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
