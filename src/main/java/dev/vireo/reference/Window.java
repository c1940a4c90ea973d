package dev.vireo.reference;

import dev.vireo.protocol.FaultCode;

/**
 * The control words that a slot may read and write in GUARDED.
 *
 * @param first the first one
 * @param end the first one after it
 */
record Window(int first, int end) {
  /** Checks one control word; its index is unsigned. */
  void check(int index) {
    if (Integer.compareUnsigned(index, first) < 0 || Integer.compareUnsigned(index, end) >= 0) {
      throw new FaultSignal(FaultCode.BAD_INDEX, index);
    }
  }
}
