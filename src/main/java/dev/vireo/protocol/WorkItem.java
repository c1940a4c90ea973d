package dev.vireo.protocol;

/**
 * A slot described by handles. Source: vyre-runtime 0.6.3.
 *
 * @param opHandle becomes the opcode
 * @param inputHandle becomes arg0
 * @param outputHandle becomes arg1
 * @param param becomes arg2
 */
public record WorkItem(int opHandle, int inputHandle, int outputHandle, int param) {
  /** Returns opcode and arguments of this item's slot. */
  public RingItem toRingItem() {
    return new RingItem(opHandle, inputHandle, outputHandle, param);
  }
}
