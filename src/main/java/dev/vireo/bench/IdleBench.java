package dev.vireo.bench;

import dev.vireo.WaitStrategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Measures what a megakernel costs that is open and has nothing to do: the processor time of the
 * whole process, threads of the JVM and of a software driver included. In each round, a megakernel
 * is opened for each way of waiting, does some work, is left alone, and is measured.
 */
public final class IdleBench {
  /** Round trips before; as many as have the compiler done with the pump. */
  public static final int WORK = 20_000;

  /** Compilers and drivers get so long to finish what the work began. */
  public static final Duration SETTLE = Duration.ofSeconds(1);

  /** Lets time go by. */
  interface Pause {
    void sleep(long nanos) throws InterruptedException;
  }

  /** Something that is open. */
  interface Open extends AutoCloseable {
    @Override
    void close();
  }

  /** Opens what is measured. */
  interface Opener {
    /** Opens a megakernel that waits in this way, and has it do some work. */
    Open worked(WaitStrategy strategy) throws InterruptedException;
  }

  /** The processor time that the process has used, in nanoseconds. */
  interface CpuClock {
    long nanos();
  }

  private final IdleSettings settings;
  private final Duration settle;
  private final Opener opener;
  private final CpuClock cpu;
  private final CpuClock wall;
  private final Pause pause;

  IdleBench(
      IdleSettings settings,
      Duration settle,
      Opener opener,
      CpuClock cpu,
      CpuClock wall,
      Pause pause) {
    this.settings = settings;
    this.settle = settle;
    this.opener = opener;
    this.cpu = cpu;
    this.wall = wall;
    this.pause = pause;
  }

  /**
   * Measures a device.
   *
   * @param progress is told what takes time
   * @throws BenchException when the system does not tell a process's processor time
   * @throws dev.vireo.protocol.DeviceException when there is no such device, or it failed
   */
  public static IdleReport run(IdleSettings settings, Consumer<String> progress)
      throws InterruptedException {
    return run(settings, progress, WORK, SETTLE);
  }

  static IdleReport run(IdleSettings settings, Consumer<String> progress, int work, Duration settle)
      throws InterruptedException {
    processNanos();
    Subject subject = Subject.of(settings.subject(), progress);
    IdleBench bench =
        new IdleBench(
            settings,
            settle,
            strategy -> work(subject.name(), settings, strategy, work),
            IdleBench::processNanos,
            System::nanoTime,
            TimeUnit.NANOSECONDS::sleep);
    return new IdleReport(
        subject.machine(), subject.mode(), subject.modeReason(), settings, bench.measure());
  }

  private static Open work(String device, IdleSettings settings, WaitStrategy strategy, int work)
      throws InterruptedException {
    Library library = Library.open(device, settings.subject(), 64, 1, strategy);
    try {
      library.roundTrips(work);
      return library::close;
    } catch (RuntimeException | InterruptedException | Error failure) {
      library.kernel().close();
      throw failure;
    }
  }

  // Of the whole process, all threads; Linux counts it in ticks of 10 ms.
  private static long processNanos() {
    return ProcessHandle.current()
        .info()
        .totalCpuDuration()
        .orElseThrow(
            () ->
                new BenchException(
                    "this system does not tell how much processor time a process used"))
        .toNanos();
  }

  List<IdleRow> measure() throws InterruptedException {
    int rounds = settings.subject().rounds();
    Map<WaitStrategy, double[]> percent = new LinkedHashMap<>();
    double[] without = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      without[round] = percent();
      for (WaitStrategy strategy : WaitStrategy.values()) {
        percent.computeIfAbsent(strategy, key -> new double[rounds])[round] = percent(strategy);
      }
    }
    List<IdleRow> rows = new ArrayList<>();
    rows.add(new IdleRow(null, Spread.of(without)));
    percent.forEach((strategy, values) -> rows.add(new IdleRow(strategy, Spread.of(values))));
    return rows;
  }

  @SuppressWarnings("try") // it is open, and that is all that is asked of it
  private double percent(WaitStrategy strategy) throws InterruptedException {
    try (Open open = opener.worked(strategy)) {
      return percent();
    }
  }

  private double percent() throws InterruptedException {
    pause.sleep(settle.toNanos());
    long used = cpu.nanos();
    long start = wall.nanos();
    pause.sleep((long) (settings.seconds() * 1e9));
    used = cpu.nanos() - used;
    return 100.0 * used / (wall.nanos() - start);
  }
}
