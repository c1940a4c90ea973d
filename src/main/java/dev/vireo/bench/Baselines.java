package dev.vireo.bench;

import dev.vireo.protocol.Mode;
import java.util.List;

/** The ways without the library that both benchmarks measure. */
final class Baselines {
  /** A kernel that runs on and polls. */
  static final String RUNNING = "bare running kernel";

  /** A dispatch for a lone task. */
  static final String FENCE = "submit + polled fence";

  /** A dispatch for every group of slots. */
  static final String EPOCH = "bare epoch loop";

  private Baselines() {}

  /**
   * Returns the way that works as the library does in a mode: what the library adds shows there.
   */
  static String against(Mode mode) {
    return mode == Mode.LIVE ? RUNNING : EPOCH;
  }

  /**
   * Returns the ways that submit.
   *
   * @param ringSlots slots that the bare loop fills and runs at a time
   */
  static List<Way<RoundTrip>> trips(Subject subject, int ringSlots) {
    String device = subject.name();
    return List.of(
        new Way<>(FENCE, false, 1, () -> BenchDevice.open(device, SubmitAndFence::new)),
        new Way<>(
            "a dispatch for each task",
            false,
            DispatchPerTask.TASKS,
            () -> BenchDevice.open(device, DispatchPerTask::new)),
        new Way<>(
            EPOCH,
            false,
            ringSlots,
            () -> BenchDevice.open(device, opened -> new BareLoop(opened, ringSlots, ringSlots))));
  }
}
