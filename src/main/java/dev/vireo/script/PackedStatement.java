package dev.vireo.script;

import dev.vireo.protocol.PackedSlot;
import dev.vireo.protocol.PackedSlot.Inner;
import dev.vireo.protocol.Slot;
import dev.vireo.protocol.SlotLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Gives the inner operations of a PACKED statement three argument words each where they fit.
 *
 * <p>A device in RAW reads three words for every operation, whatever its arguments are, and skips
 * one whose three words pass the slot's end. So the last operation gets its three words first: an
 * earlier one only reads its successor's words, the last one would be lost.
 */
final class PackedStatement {
  private static final int ARGS_READ_BY_DEVICE = 3;

  private PackedStatement() {}

  /** Returns the words that {@code inner} takes up at least: descriptions and written arguments. */
  static int wordsNeeded(List<Inner> inner) {
    int descriptions = (2 + 2 * inner.size() + 3) / 4;
    return descriptions + inner.stream().mapToInt(operation -> operation.args().length).sum();
  }

  /** Returns a slot of tenant 0; {@link #wordsNeeded} must be at most 12. */
  static Slot encode(List<Inner> inner) {
    List<Inner> padded = new ArrayList<>(inner);
    int last = inner.size() - 1;
    if (last >= 0) {
      pad(padded, last);
    }
    for (int i = 0; i < last; i++) {
      pad(padded, i);
    }
    return PackedSlot.encode(padded);
  }

  private static void pad(List<Inner> inner, int index) {
    Inner operation = inner.get(index);
    int missing = ARGS_READ_BY_DEVICE - operation.args().length;
    if (missing > 0 && missing <= SlotLayout.ARGS_PER_SLOT - wordsNeeded(inner)) {
      int[] args = Arrays.copyOf(operation.args(), ARGS_READ_BY_DEVICE);
      inner.set(index, new Inner(operation.opcode(), args));
    }
  }
}
