package dev.vireo.bench;

import java.util.List;

/** The ways without the library that both benchmarks measure. */
final class Baselines {
  /** A kernel that runs on and polls. */
  static final String RUNNING = "bare running kernel";

  private Baselines() {}

  /**
   * Returns the ways that submit.
   *
   * @param ringSlots slots that the bare loop fills and runs at a time
   */
  static List<Way<RoundTrip>> trips(Subject subject, int ringSlots) {
    String device = subject.name();
    return List.of(
        new Way<>(
            "submit + polled fence", false, 1, () -> BenchDevice.open(device, SubmitAndFence::new)),
        new Way<>(
            "a dispatch for each task",
            false,
            DispatchPerTask.TASKS,
            () -> BenchDevice.open(device, DispatchPerTask::new)),
        new Way<>(
            "bare epoch loop",
            false,
            ringSlots,
            () -> BenchDevice.open(device, opened -> new BareLoop(opened, ringSlots, ringSlots))));
  }
}
