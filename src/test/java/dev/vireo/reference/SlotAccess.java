package dev.vireo.reference;

import dev.vireo.protocol.ControlLayout;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Protection;
import dev.vireo.protocol.Slot;
import dev.vireo.protocol.SlotLayout;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Which control words a slot may read, write and add to: at least those that it does. Two slots
 * commute when neither writes what the other touches and neither reads what the other adds to.
 */
final class SlotAccess {
  private final Protection protection;
  private final int length;
  private final boolean sharedAdds;
  private final BitSet reads = new BitSet();
  private final BitSet writes = new BitSet();
  private final BitSet adds = new BitSet();
  private boolean prints;

  /**
   * Starts a set that is empty.
   *
   * @param controlWords length of the control buffer
   * @param sharedAdds whether ATOMIC_ADD's value before is looked at by nobody, so that adds
   *     commute
   */
  SlotAccess(Protection protection, int controlWords, boolean sharedAdds) {
    this.protection = protection;
    this.length = controlWords;
    this.sharedAdds = sharedAdds;
  }

  /** Adds what {@code slot} touches. */
  SlotAccess with(Slot slot) {
    adds.set(ControlLayout.DONE_COUNT);
    int claims = ControlLayout.PRIORITY_FAIRNESS_BASE; // counted where the ring has partitions
    adds.set(claims, claims + ControlLayout.PRIORITY_FAIRNESS_SLOTS);
    if (protection == Protection.RAW) {
      reads.set(ControlLayout.SHUTDOWN);
      reads.set(ControlLayout.TENANT_BASE);
      word(reads, ControlLayout.TENANT_MASKS_BASE + slot.tenant());
    }
    int[] args = new int[SlotLayout.ARGS_PER_SLOT];
    Arrays.setAll(args, slot::arg);
    counted(slot.opcode());
    boolean runs = protection == Protection.RAW || slot.tenant() == 0;
    if (runs && slot.opcode() == Opcode.PACKED_SLOT) {
      packed(args);
    } else if (runs) {
      operation(slot.opcode(), args);
    }
    return this;
  }

  boolean commutesWith(SlotAccess other) {
    return !(prints && other.prints)
        && !writes.intersects(other.reads)
        && !writes.intersects(other.writes)
        && !writes.intersects(other.adds)
        && !other.writes.intersects(reads)
        && !other.writes.intersects(adds)
        && !reads.intersects(other.adds)
        && !adds.intersects(other.reads);
  }

  /** Makes this the access of both. */
  void include(SlotAccess other) {
    reads.or(other.reads);
    writes.or(other.writes);
    adds.or(other.adds);
    prints |= other.prints;
  }

  /** Returns whether a write or an add may go to {@code index}. */
  boolean changes(int index) {
    return writes.get(index) || adds.get(index);
  }

  private void counted(int opcode) {
    if (Integer.compareUnsigned(opcode, ControlLayout.METRICS_SLOTS) < 0) {
      adds.set(ControlLayout.METRICS_BASE + opcode);
    }
  }

  private void operation(int opcode, int[] args) {
    switch (opcode) {
      case Opcode.STORE_U32 -> word(writes, args[1]);
      case Opcode.ATOMIC_ADD -> add(args[1], sharedAdds);
      case Opcode.LOAD_U32 -> {
        word(reads, args[0]);
        word(writes, ControlLayout.OBSERVABLE_BASE + args[1]);
      }
      case Opcode.COMPARE_SWAP -> {
        add(args[0], false);
        word(writes, ControlLayout.OBSERVABLE_BASE + args[0]);
      }
      case Opcode.MEMCPY -> {
        range(reads, args[0], args[2]);
        range(writes, args[1], args[2]);
      }
      case Opcode.DFA_STEP -> {
        word(reads, args[2] + 256 * args[0] + args[1]);
        word(writes, ControlLayout.OBSERVABLE_BASE + args[3]);
      }
      case Opcode.BATCH_FENCE -> {
        adds.set(ControlLayout.EPOCH);
        word(writes, ControlLayout.OBSERVABLE_BASE);
      }
      case Opcode.PRINTF -> prints = true;
      case Opcode.SHUTDOWN -> writes.set(ControlLayout.SHUTDOWN);
      case SlotPrograms.HANDLER_OPCODE -> add(args[0], false);
      default -> {}
    }
  }

  /**
   * Whatever the bytes say, an inner operation has its arguments somewhere among the twelve words.
   */
  private void packed(int[] args) {
    int count = Math.min(args[0] & 0xFF, 4);
    int metadata = (2 + 2 * count + 3) / 4;
    for (int i = 0; i < count; i++) {
      int opcode = argByte(args, 2 + 2 * i);
      int first = metadata + argByte(args, 3 + 2 * i);
      counted(opcode);
      if (protection == Protection.RAW) {
        operation(opcode, window(args, first, 3));
      } else {
        int end =
            i + 1 < count ? metadata + argByte(args, 5 + 2 * i) : metadata + (args[0] >>> 8 & 0xFF);
        operation(opcode, window(args, first, Math.max(end - first, 0)));
      }
    }
  }

  private static int argByte(int[] args, int index) {
    return args[index / 4] >>> (8 * (index % 4)) & 0xFF;
  }

  private static int[] window(int[] args, int first, int count) {
    int[] own = new int[SlotLayout.ARGS_PER_SLOT];
    for (int i = 0; i < count && first + i < args.length; i++) {
      own[i] = args[first + i];
    }
    return own;
  }

  private void add(int index, boolean shared) {
    if (shared) {
      word(adds, index);
    } else {
      word(reads, index);
      word(writes, index);
    }
  }

  private void word(BitSet set, int index) {
    int first = protection == Protection.RAW ? 0 : ControlLayout.OBSERVABLE_BASE;
    if (index >= first && index < length) {
      set.set(index);
    }
  }

  /** Sets the part of [first, first + count), modulo 2^32, that lies in the buffer. */
  private void range(BitSet set, int first, int count) {
    long start = Integer.toUnsignedLong(first);
    long end = start + Integer.toUnsignedLong(count);
    span(set, start, end);
    span(set, 0, end - (1L << 32));
  }

  private void span(BitSet set, long from, long to) {
    int first = protection == Protection.RAW ? 0 : ControlLayout.OBSERVABLE_BASE;
    int start = (int) Math.min(Math.max(from, first), length);
    int end = (int) Math.min(Math.max(to, 0), length);
    if (start < end) {
      set.set(start, end);
    }
  }
}
