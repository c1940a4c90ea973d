package dev.vireo.protocol;

import java.util.Arrays;

/**
 * Opcode and arguments of a slot that is yet to be published.
 *
 * @param opcode any 32-bit value; the publisher decides whether it is accepted
 * @param args argument words; the publisher refuses more than 12
 */
public record RingItem(int opcode, int... args) {
  /** Keeps a copy of the arguments. */
  public RingItem {
    args = args.clone();
  }

  /** Returns a copy of the argument words. */
  @Override
  public int[] args() {
    return args.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RingItem item
        && item.opcode == opcode
        && Arrays.equals(item.args, args);
  }

  @Override
  public int hashCode() {
    return 31 * opcode + Arrays.hashCode(args);
  }

  @Override
  public String toString() {
    return "RingItem[opcode=0x"
        + Integer.toHexString(opcode)
        + ", args="
        + Arrays.toString(args)
        + "]";
  }
}
