package dev.vireo.gpu.probe;

import java.util.List;

/**
 * What follows from the measurements.
 *
 * @param live whether work can be fed to a running kernel
 * @param reason why, or why not, in one sentence
 * @param requestType index of the memory type for ring and doorbell; -1 when not live
 * @param completionType index of the memory type for completions; -1 when not live
 * @param recordStyle how completions are written; null when not live
 * @param worker shape of the workers; null when not live
 * @param workers how many of them at most; 0 when not live
 * @param sliceTurns loop turns that a subgroup may make in one dispatch, with a reserve of a tenth;
 *     {@link Integer#MAX_VALUE} when no limit was found
 * @param explanations the choices and their reasons, one sentence each
 */
public record Verdict(
    boolean live,
    String reason,
    int requestType,
    int completionType,
    RecordStyle recordStyle,
    WorkerKind worker,
    int workers,
    int sliceTurns,
    List<String> explanations) {
  /** Copies the list. */
  public Verdict {
    explanations = List.copyOf(explanations);
  }

  /** The mode that the device allows: {@code live} or {@code epoch}. */
  public String mode() {
    return live ? "live" : "epoch";
  }
}
