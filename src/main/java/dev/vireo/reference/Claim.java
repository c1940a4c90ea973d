package dev.vireo.reference;

/**
 * What a priority scan claimed.
 *
 * @param slotBase word offset of the slot in the ring
 * @param priority the partition in which it was found, 0 (CRITICAL) to 4 (IDLE)
 * @param tenant the slot's tenant
 */
public record Claim(int slotBase, int priority, int tenant) {
  /** Nothing was claimed; all ones, as on the wire. */
  public static final Claim NONE = new Claim(-1, -1, -1);
}
