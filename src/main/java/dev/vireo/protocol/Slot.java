package dev.vireo.protocol;

import java.util.Arrays;
import java.util.Objects;

/**
 * One work slot: opcode, tenant, priority and twelve argument words. Immutable; may be submitted
 * any number of times by any thread.
 */
public final class Slot {
  private final int opcode;
  private final int tenant;
  private final Priority priority;
  private final long[] args; // two words each, as they are stored

  private Slot(int opcode, int tenant, Priority priority, long[] args) {
    this.opcode = opcode;
    this.tenant = tenant;
    this.priority = priority;
    this.args = args;
  }

  /**
   * Returns a slot of tenant 0 and NORMAL priority.
   *
   * @param opcode any 32-bit value; the kernel decides whether it is known
   * @param args at most 12 argument words; missing ones are 0
   * @throws IllegalArgumentException when there are more than 12
   */
  public static Slot of(int opcode, int... args) {
    if (args.length > SlotLayout.ARGS_PER_SLOT) {
      throw new IllegalArgumentException(
          "a slot has "
              + SlotLayout.ARGS_PER_SLOT
              + " argument words, got "
              + args.length
              + "; put the rest into memory");
    }
    long[] pairs = new long[SlotLayout.ARGS_PER_SLOT / 2];
    for (int i = 0; i < args.length; i++) {
      pairs[i / 2] |= Integer.toUnsignedLong(args[i]) << Integer.SIZE * (i % 2);
    }
    return new Slot(opcode, 0, Priority.NORMAL, pairs);
  }

  /** Returns this slot with another tenant id. */
  public Slot withTenant(int id) {
    return new Slot(opcode, id, priority, args);
  }

  /** Returns this slot with another priority. */
  public Slot withPriority(Priority other) {
    return new Slot(opcode, tenant, Objects.requireNonNull(other, "priority"), args);
  }

  /** Returns the opcode. */
  public int opcode() {
    return opcode;
  }

  /** Returns the tenant's id, unsigned. */
  public int tenant() {
    return tenant;
  }

  /** Returns the priority. */
  public Priority priority() {
    return priority;
  }

  /**
   * Returns argument word {@code index}.
   *
   * @param index 0 to 11
   */
  public int arg(int index) {
    return (int) (args[index >> 1] >>> Integer.SIZE * (index & 1));
  }

  /**
   * Returns two argument words at once, the first in the low half.
   *
   * @param index 0 to 5: argument words 2 × index and 2 × index + 1
   */
  public long argPair(int index) {
    return args[index];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Slot slot
        && slot.opcode == opcode
        && slot.tenant == tenant
        && slot.priority == priority
        && Arrays.equals(slot.args, args);
  }

  @Override
  public int hashCode() {
    return Objects.hash(opcode, tenant, priority, Arrays.hashCode(args));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("Slot[opcode=0x").append(Integer.toHexString(opcode));
    text.append(", tenant=")
        .append(Integer.toUnsignedString(tenant))
        .append(", priority=")
        .append(priority);
    text.append(", args=[");
    for (int i = 0; i < SlotLayout.ARGS_PER_SLOT; i++) {
      text.append(i == 0 ? "" : ", ").append(Integer.toUnsignedString(arg(i)));
    }
    return text.append("]]").toString();
  }
}
