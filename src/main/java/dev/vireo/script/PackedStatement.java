package dev.vireo.script;

import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Slot;
import dev.vireo.protocol.SlotLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * Encodes the inner operations of a PACKED statement into the twelve argument words of a slot.
 *
 * <pre>
 *  byte 0    number of operations
 *  byte 1    packed argument words
 *  byte 2+2i opcode of operation i       byte 3+2i its first word among the packed arguments
 *  word m    packed arguments begin, m = (2 + 2n) / 4 rounded up
 * </pre>
 *
 * <p>A device in RAW reads three words for every operation, whatever its arguments are, and skips
 * one whose three words pass the slot's end. So every operation is given three words where they
 * fit, the last one first: an earlier one only reads its successor's words, the last one is lost.
 * Source: vyre-runtime 0.6.3.
 */
final class PackedStatement {
  /** Operations that fit when none has an argument. */
  static final int MAX_OPERATIONS = 23;

  private static final int ARGS_READ_BY_DEVICE = 3;

  private PackedStatement() {}

  /**
   * One inner operation.
   *
   * @param opcode 0 to 255
   * @param args its argument words as written
   */
  record Inner(int opcode, List<Integer> args) {
    Inner {
      args = List.copyOf(args);
    }
  }

  /** Returns the words that {@code inner} takes up at least: descriptions and written arguments. */
  static int wordsNeeded(List<Inner> inner) {
    return metadataWords(inner.size()) + inner.stream().mapToInt(op -> op.args().size()).sum();
  }

  /** Returns a slot of tenant 0; {@link #wordsNeeded} must be at most 12. */
  static Slot encode(List<Inner> inner) {
    int[] sizes = paddedSizes(inner);
    int metadata = metadataWords(inner.size());
    int[] words = new int[SlotLayout.ARGS_PER_SLOT];
    int offset = 0;
    setByte(words, 0, inner.size());
    for (int i = 0; i < inner.size(); i++) {
      setByte(words, 2 + 2 * i, inner.get(i).opcode());
      setByte(words, 3 + 2 * i, offset);
      List<Integer> args = inner.get(i).args();
      for (int k = 0; k < args.size(); k++) {
        words[metadata + offset + k] = args.get(k);
      }
      offset += sizes[i];
    }
    setByte(words, 1, offset);
    return Slot.of(Opcode.PACKED_SLOT, words);
  }

  private static int[] paddedSizes(List<Inner> inner) {
    int[] sizes = inner.stream().mapToInt(op -> op.args().size()).toArray();
    int free = SlotLayout.ARGS_PER_SLOT - wordsNeeded(inner);
    for (int i : lastThenTheOthers(sizes.length)) {
      int missing = ARGS_READ_BY_DEVICE - sizes[i];
      if (missing > 0 && missing <= free) {
        sizes[i] += missing;
        free -= missing;
      }
    }
    return sizes;
  }

  private static List<Integer> lastThenTheOthers(int count) {
    List<Integer> order = new ArrayList<>();
    if (count > 0) {
      order.add(count - 1);
    }
    for (int i = 0; i < count - 1; i++) {
      order.add(i);
    }
    return order;
  }

  private static int metadataWords(int operations) {
    return (2 + 2 * operations + 3) / 4;
  }

  private static void setByte(int[] words, int index, int value) {
    words[index / 4] |= value << (8 * (index % 4));
  }
}
