package dev.vireo.gpu.probe;

/** How the device writes a 16-byte completion record. */
public enum RecordStyle {
  /** As one vector of four words. */
  WHOLE,
  /** Three words, a memory barrier, then the stamp. */
  STAMP_LAST
}
