package dev.vireo.reference;

import java.util.Objects;

/**
 * The four buffers of the protocol as word arrays, which are used in place and not copied.
 *
 * <p>The access rules are those of vyre's reference interpreter: an index is unsigned, a read
 * outside yields 0, a write outside is dropped. Not safe for use by several threads at once.
 *
 * @param control the control buffer, see {@link dev.vireo.protocol.ControlLayout}
 * @param ring the ring, 16 words a slot, see {@link dev.vireo.protocol.SlotLayout}
 * @param debug the debug log, see {@link dev.vireo.protocol.DebugLogLayout}
 * @param io the IO queue, see {@link dev.vireo.protocol.IoQueueLayout}; no opcode touches it
 */
@SuppressWarnings(
    "ArrayRecordComponent") // The arrays are the point: shared with the owner, never compared.
public record ReferenceMemory(int[] control, int[] ring, int[] debug, int[] io) {
  /**
   * Takes the arrays as they are.
   *
   * @throws NullPointerException when one is missing
   */
  public ReferenceMemory {
    Objects.requireNonNull(control, "control");
    Objects.requireNonNull(ring, "ring");
    Objects.requireNonNull(debug, "debug");
    Objects.requireNonNull(io, "io");
  }

  static boolean holds(int[] buffer, int index) {
    return Integer.compareUnsigned(index, buffer.length) < 0;
  }

  static int read(int[] buffer, int index) {
    return holds(buffer, index) ? buffer[index] : 0;
  }

  static void write(int[] buffer, int index, int value) {
    if (holds(buffer, index)) {
      buffer[index] = value;
    }
  }

  /** Adds to a word and returns the value before; outside it does nothing and returns 0. */
  static int add(int[] buffer, int index, int delta) {
    int before = read(buffer, index);
    write(buffer, index, before + delta);
    return before;
  }
}
