package dev.vireo.bench;

import dev.vireo.protocol.Mode;
import java.util.List;

/** The ways without the library that both benchmarks measure. */
final class Baselines {
  /** A kernel that runs on and polls. */
  static final String RUNNING = "bare running kernel";

  /** A dispatch for a lone task. */
  static final String FENCE = "submit + polled fence";

  /** The same, and the thread sleeps. */
  static final String WAITED = "submit + waited fence";

  /** A dispatch for every task, in one submit. */
  static final String EACH = "a dispatch for each task";

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
        fence(device, true), each(device, DispatchPerTask.TASKS), epoch(device, ringSlots));
  }

  /** A dispatch for a lone task; polls the fence or waits for it. */
  static Way<RoundTrip> fence(String device, boolean polls) {
    return new Way<>(
        polls ? FENCE : WAITED,
        false,
        1,
        () -> BenchDevice.open(device, opened -> new SubmitAndFence(opened, polls)));
  }

  /** So many dispatches in one submit. */
  static Way<RoundTrip> each(String device, int tasks) {
    return new Way<>(
        EACH,
        false,
        tasks,
        () -> BenchDevice.open(device, opened -> new DispatchPerTask(opened, tasks)));
  }

  /** So many slots in one dispatch. */
  static Way<RoundTrip> epoch(String device, int slots) {
    return new Way<>(
        EPOCH,
        false,
        slots,
        () -> BenchDevice.open(device, opened -> new BareLoop(opened, slots, slots)));
  }

  /** Round trips with a kernel that runs on; where the verdict is live. */
  static Way<RoundTrip> runningTrip(Subject subject) {
    return new Way<>(RUNNING, false, 1, () -> new RunningKernel(subject.name(), subject.verdict()));
  }

  /** A ring that a running kernel looks at all the time; where the verdict is live. */
  static Way<Feed> runningFeed(Subject subject, int ringSlots) {
    return new Way<>(RUNNING, false, RunningFeed.BATCH, () -> openRunningFeed(subject, ringSlots));
  }

  /** So many slots into such a ring, and their answers; where the verdict is live. */
  static Way<RoundTrip> runningBurst(Subject subject, int ringSlots, int slots) {
    return new Way<>(RUNNING, false, slots, () -> openRunningFeed(subject, ringSlots).burst(slots));
  }

  private static RunningFeed openRunningFeed(Subject subject, int ringSlots) {
    return BenchDevice.open(
        subject.name(), device -> new RunningFeed(device, subject.verdict(), ringSlots));
  }
}
