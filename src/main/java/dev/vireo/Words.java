package dev.vireo;

import dev.vireo.protocol.ControlLayout;
import dev.vireo.runtime.SlotRuntime;

/**
 * The observable words: index 0 is control word 160. Safe for use by any number of threads; words
 * that slots change meanwhile may be read before or after.
 *
 * <p>Cost: on software drivers and GPUs that share the host's memory, some nanoseconds a word. On
 * other GPUs a read is a copy between two slices, some tens of microseconds whatever the range:
 * read ranges, not words.
 */
public final class Words {
  private final SlotRuntime runtime;
  private final int size;

  Words(SlotRuntime runtime, int size) {
    this.runtime = runtime;
    this.size = size;
  }

  /** Returns how many observable words there are. */
  public int size() {
    return size;
  }

  /**
   * Returns word {@code index}.
   *
   * @throws IndexOutOfBoundsException when there is no such word
   * @throws dev.vireo.protocol.ClosedException when the megakernel was closed
   */
  public int read(int index) {
    int[] into = new int[1];
    read(index, into);
    return into[0];
  }

  /**
   * Fills {@code into} with the words from {@code first} on.
   *
   * @throws IndexOutOfBoundsException when there are not so many; nothing is read
   * @throws dev.vireo.protocol.ClosedException when the megakernel was closed
   */
  public void read(int first, int[] into) {
    check(first, into.length);
    runtime.readControl(ControlLayout.OBSERVABLE_BASE + first, into, 0, into.length);
  }

  /**
   * Stores words from {@code first} on. Slots that are submitted afterwards see them; slots that
   * run meanwhile may or may not.
   *
   * @throws IndexOutOfBoundsException when there are not so many words; nothing is written
   * @throws dev.vireo.protocol.ClosedException when the megakernel was closed
   */
  public void write(int first, int... values) {
    check(first, values.length);
    runtime.writeControl(ControlLayout.OBSERVABLE_BASE + first, values, 0, values.length);
  }

  private void check(int first, int count) {
    if (first < 0 || count > size - first) {
      throw new IndexOutOfBoundsException(
          "observable words "
              + first
              + " to "
              + ((long) first + count - 1)
              + " of "
              + size
              + "; ask for more with MegakernelConfig.withObservableWords");
    }
  }
}
