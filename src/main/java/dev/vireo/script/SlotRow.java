package dev.vireo.script;

import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.FaultCode;
import dev.vireo.protocol.Slot;

/**
 * How one slot of a script ended.
 *
 * @param number counted from 0 in the order of publication
 * @param line line of the statement that published it
 * @param slot what was published
 * @param status how it ended
 * @param fault why, when it ended as FAULT
 * @param result0 first result word
 * @param result1 second result word
 */
public record SlotRow(
    long number,
    int line,
    Slot slot,
    CompletionStatus status,
    FaultCode fault,
    int result0,
    int result1) {
  /** Returns the name of the slot's operation, or its opcode when it has none. */
  public String operation() {
    return Operations.name(slot.opcode());
  }
}
