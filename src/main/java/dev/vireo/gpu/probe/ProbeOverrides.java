package dev.vireo.gpu.probe;

/**
 * What a caller chooses in place of what follows from the probe. Immutable.
 *
 * @param workgroups workgroups of a slice; 0 for the probe's choice
 * @param lanes invocations in each; 0 for the probe's choice
 * @param sliceTurns turns that a worker's own loop makes in a slice at most; 0 for the probe's
 *     choice
 * @param requestMemory index of the memory type for ring and doorbell in live mode; -1 for the
 *     probe's choice
 * @param completionMemory index of the memory type for completions in live mode; -1 for the probe's
 *     choice
 * @param forced whether to do it even where the probe found that it does not work
 */
public record ProbeOverrides(
    int workgroups,
    int lanes,
    int sliceTurns,
    int requestMemory,
    int completionMemory,
    boolean forced) {
  /** Everything as the probe has it. */
  public static final ProbeOverrides NONE = new ProbeOverrides(0, 0, 0, -1, -1, false);

  /**
   * Checks what can be checked without a device.
   *
   * @throws IllegalArgumentException when a figure makes no sense anywhere
   */
  public ProbeOverrides {
    atLeast("workgroups", 0, workgroups);
    atLeast("lanes", 0, lanes);
    atLeast("turns of a slice", 0, sliceTurns);
    atLeast("the memory type for requests", -1, requestMemory);
    atLeast("the memory type for completions", -1, completionMemory);
    if ((workgroups == 0) != (lanes == 0)) {
      throw new IllegalArgumentException(
          "workers are so many workgroups of so many lanes, got "
              + workgroups
              + " of "
              + lanes
              + "; give both, from 1 on");
    }
  }

  /** Chooses workers. */
  public ProbeOverrides withWorkers(int newWorkgroups, int newLanes) {
    return new ProbeOverrides(
        newWorkgroups, newLanes, sliceTurns, requestMemory, completionMemory, forced);
  }

  /** Chooses the turns of a slice. */
  public ProbeOverrides withSliceTurns(int turns) {
    return new ProbeOverrides(workgroups, lanes, turns, requestMemory, completionMemory, forced);
  }

  /** Chooses the memory type for ring and doorbell. */
  public ProbeOverrides withRequestMemory(int type) {
    return new ProbeOverrides(workgroups, lanes, sliceTurns, type, completionMemory, forced);
  }

  /** Chooses the memory type for completions. */
  public ProbeOverrides withCompletionMemory(int type) {
    return new ProbeOverrides(workgroups, lanes, sliceTurns, requestMemory, type, forced);
  }

  /** Does all that even against the probe. */
  public ProbeOverrides withForce(boolean force) {
    return new ProbeOverrides(
        workgroups, lanes, sliceTurns, requestMemory, completionMemory, force);
  }

  /** Returns whether the caller chooses anything. */
  public boolean any() {
    return workgroups != 0 || sliceTurns != 0 || requestMemory >= 0 || completionMemory >= 0;
  }

  /** Says in words what the caller chose: {@code 2 workgroups of 8 lanes, 1000 turns a slice}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    if (workgroups != 0) {
      text.append(", ").append(workgroups).append(workgroups == 1 ? " workgroup" : " workgroups");
      text.append(" of ").append(lanes).append(lanes == 1 ? " lane" : " lanes");
    }
    if (sliceTurns != 0) {
      text.append(", ").append(sliceTurns).append(" turns a slice");
    }
    if (requestMemory >= 0) {
      text.append(", requests in memory type ").append(requestMemory);
    }
    if (completionMemory >= 0) {
      text.append(", completions in memory type ").append(completionMemory);
    }
    if (forced) {
      text.append(", forced");
    }
    return text.isEmpty() ? "nothing" : text.substring(2);
  }

  private static void atLeast(String what, int least, int value) {
    if (value < least) {
      throw new IllegalArgumentException(what + " must be " + least + " or more, got " + value);
    }
  }
}
