package dev.vireo.protocol;

/** Priority of a slot; the ordinal is the value on the wire. Source: vyre-runtime 0.6.3. */
public enum Priority {
  /** Before everything else. */
  CRITICAL,
  /** Before ordinary work. */
  HIGH,
  /** Ordinary work. */
  NORMAL,
  /** After ordinary work. */
  LOW,
  /** When nothing else is there. */
  IDLE
}
