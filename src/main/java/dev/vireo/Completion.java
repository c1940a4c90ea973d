package dev.vireo;

import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.FaultCode;

/**
 * How a slot ended.
 *
 * @param handle the handle that {@code submit} returned
 * @param status how it ended
 * @param fault why, when the status is FAULT, else {@link FaultCode#NONE}
 * @param result0 LOAD_U32: the value; COMPARE_SWAP and ATOMIC_ADD: the value before; DFA_STEP: the
 *     next state; BATCH_FENCE: how many slots before it in its partition, since the megakernel was
 *     opened, ended as DONE, modulo 2^32; FAULT: its place; handlers: what they set; else 0
 * @param result1 COMPARE_SWAP: 1 if it swapped; BATCH_FENCE: how many of those ended as FAULT;
 *     FAULT: the offending word; handlers: what they set; else 0
 * @param republished how often the slot was published again because its device was lost; 0 when it
 *     ran on the device on which it was submitted, at most 15
 */
public record Completion(
    long handle,
    CompletionStatus status,
    FaultCode fault,
    int result0,
    int result1,
    int republished) {
  /** Creates the completion of a slot that was published once. */
  public Completion(
      long handle, CompletionStatus status, FaultCode fault, int result0, int result1) {
    this(handle, status, fault, result0, result1, 0);
  }
}
