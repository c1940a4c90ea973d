package dev.vireo.bench;

import dev.vireo.Megakernel;
import dev.vireo.MegakernelConfig;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Priority;
import dev.vireo.protocol.PriorityPartitions;
import dev.vireo.protocol.VireoException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * A randomised run that proves that no slot was lost or doubled: producers publish single slots and
 * batches at random, and at the end the words, the counters and the results of all completions have
 * to add up.
 */
public final class Stress {
  private static final Duration STUCK_AFTER = Duration.ofSeconds(20);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long LOOK_MILLIS = 50;

  /** What tests do to a run. */
  interface Sabotage {
    /** Called before the producers start. */
    default void opened(Megakernel kernel) {}

    /** Called when they have ended. */
    default void ended(Megakernel kernel) {}
  }

  private final StressSettings settings;
  private final Megakernel kernel;
  private final long stuckNanos;
  private final Consumer<StressWindow> window;
  private final List<StressProducer> producers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final List<StressWindow> windows = new ArrayList<>();

  private Stress(
      StressSettings settings,
      Megakernel kernel,
      Duration stuckAfter,
      Consumer<StressWindow> window) {
    this.settings = settings;
    this.kernel = kernel;
    this.window = window;
    stuckNanos = stuckAfter.toNanos();
    StressGate[] gates = gates(settings);
    for (int i = 0; i < settings.producers(); i++) {
      StressGate gate = gates[settings.partitions() ? settings.priority(i).ordinal() : 0];
      StressProducer producer = new StressProducer(kernel, gate, i, settings);
      Thread thread = new Thread(producer, "vireo-stress-" + i);
      thread.setDaemon(true);
      producers.add(producer);
      threads.add(thread);
    }
  }

  private static StressGate[] gates(StressSettings settings) {
    if (!settings.partitions()) {
      return new StressGate[] {new StressGate(settings.producers(), settings.ring())};
    }
    int[] starts = PriorityPartitions.offsets(settings.ring());
    StressGate[] gates = new StressGate[PriorityPartitions.LEVELS];
    for (Priority priority : Priority.values()) {
      int i = priority.ordinal();
      int sharers = Math.max(1, settings.sharers(priority));
      gates[i] = new StressGate(sharers, starts[i + 1] - starts[i]);
    }
    return gates;
  }

  /**
   * Runs.
   *
   * @param window takes what was done in each second, on the calling thread
   * @throws StressStuckException when nothing moved for 20 s
   * @throws VireoException when there is no such device, it failed, or it cannot run in this mode
   */
  public static StressReport run(StressSettings settings, Consumer<StressWindow> window)
      throws InterruptedException {
    return run(settings, window, STUCK_AFTER, new Sabotage() {});
  }

  static StressReport run(
      StressSettings settings,
      Consumer<StressWindow> window,
      Duration stuckAfter,
      Sabotage sabotage)
      throws InterruptedException {
    try (Megakernel kernel = open(settings)) {
      sabotage.opened(kernel);
      Stress stress = new Stress(settings, kernel, stuckAfter, window);
      long nanos = stress.produce();
      sabotage.ended(kernel);
      return stress.report(nanos);
    }
  }

  static Megakernel open(StressSettings settings) {
    return Megakernel.open(config(settings));
  }

  private static MegakernelConfig config(StressSettings settings) {
    MegakernelConfig config =
        MegakernelConfig.defaults()
            .withRingSlots(settings.ring())
            .withObservableWords(StressWords.count())
            .withCloseTimeout(CLOSE_TIMEOUT)
            .withMode(settings.mode())
            .withOpcodes(Opcode.NOP, Opcode.STORE_U32, Opcode.ATOMIC_ADD, Opcode.PACKED_SLOT);
    config = settings.partitions() ? config.withPartitions() : config;
    return settings.device() == null ? config : config.withDevice(settings.device());
  }

  private long produce() throws InterruptedException {
    long start = System.nanoTime();
    threads.forEach(Thread::start);
    try {
      watch(start);
    } finally {
      producers.forEach(StressProducer::stop);
    }
    long nanos = System.nanoTime() - start;
    for (StressProducer producer : producers) {
      rethrow(producer.failure());
    }
    return nanos;
  }

  private void watch(long start) throws InterruptedException {
    long end = start + TimeUnit.SECONDS.toNanos(settings.seconds());
    long second = start;
    long seenThen = 0;
    long progress = 0;
    long moved = start;
    while (running()) {
      long now = System.nanoTime();
      long seen = seen();
      if (now - second >= SECOND) {
        double rate = (seen - seenThen) * 1e9 / (now - second);
        StressWindow done = StressWindow.of(rate, trips());
        windows.add(done);
        window.accept(done);
        second = now;
        seenThen = seen;
      }
      if (settings.seconds() != 0 && now - end >= 0 || failed()) {
        producers.forEach(StressProducer::stop);
      }
      if (progress != seen + published()) {
        progress = seen + published();
        moved = now;
      } else if (now - moved >= stuckNanos) {
        throw stuck();
      }
    }
  }

  private Histogram trips() {
    Histogram trips = StressSample.histogram();
    producers.forEach(producer -> producer.collect(trips));
    return trips;
  }

  private boolean failed() {
    for (StressProducer producer : producers) {
      if (producer.failure() != null) {
        return true;
      }
    }
    return false;
  }

  private boolean running() throws InterruptedException {
    for (Thread thread : threads) {
      if (thread.isAlive()) {
        thread.join(LOOK_MILLIS);
        return true;
      }
    }
    return false;
  }

  private long seen() {
    long seen = 0;
    for (StressProducer producer : producers) {
      seen += producer.seen();
    }
    return seen;
  }

  private long published() {
    long published = 0;
    for (StressProducer producer : producers) {
      published += producer.published();
    }
    return published;
  }

  private StressStuckException stuck() {
    StringBuilder text = new StringBuilder("nothing moved for ");
    text.append(TimeUnit.NANOSECONDS.toMillis(stuckNanos)).append(" ms on ");
    text.append(kernel.deviceName()).append(" with seed ").append(settings.seed()).append(": ");
    text.append(published() - seen()).append(" slots are outstanding");
    for (StressProducer producer : producers) {
      text.append("; ").append(producer.state());
    }
    return new StressStuckException(text.toString());
  }

  private static void rethrow(Throwable failure) {
    if (failure instanceof RuntimeException known) {
      throw known;
    } else if (failure instanceof Error error) {
      throw error;
    } else if (failure != null) {
      throw new IllegalStateException("a producer ended early: " + failure, failure);
    }
  }

  private StressReport report(long nanos) {
    List<String> wrong = new ArrayList<>();
    int[] words = new int[StressWords.count()];
    kernel.words().read(0, words);
    checkProducers(words, wrong);
    checkSums(words, wrong);
    return new StressReport(
        kernel.deviceName(),
        kernel.mode(),
        kernel.modeReason(),
        published(),
        nanos,
        windows,
        wrong);
  }

  private void checkProducers(int[] words, List<String> wrong) {
    for (int i = 0; i < producers.size(); i++) {
      int own = words[StressWords.own(i)];
      producers.get(i).tally().check(i, own, words[StressWords.stored(i)], wrong);
    }
  }

  private void checkSums(int[] words, List<String> wrong) {
    int[] shared = new int[StressWords.SHARED];
    long[] counts = new long[4];
    for (StressProducer producer : producers) {
      StressTally tally = producer.tally();
      for (int i = 0; i < shared.length; i++) {
        shared[i] += tally.shared[i];
      }
      counts[0] += tally.slots;
      counts[1] += tally.nops;
      counts[2] += tally.stores;
      counts[3] += tally.additions;
    }
    for (int i = 0; i < shared.length; i++) {
      StressTally.expect("shared word " + i, shared[i], words[i], wrong);
    }
    int[] metrics = kernel.metrics();
    StressTally.expect("slots done", (int) counts[0], kernel.done(), wrong);
    StressTally.expect("NOP metric", (int) counts[1], metrics[Opcode.NOP], wrong);
    StressTally.expect("STORE_U32 metric", (int) counts[2], metrics[Opcode.STORE_U32], wrong);
    StressTally.expect("ATOMIC_ADD metric", (int) counts[3], metrics[Opcode.ATOMIC_ADD], wrong);
  }
}
