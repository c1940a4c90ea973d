package dev.vireo.bench.report;

import dev.vireo.bench.Machine;
import dev.vireo.bench.Steps;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs benchmarks one after the other and puts together what they found. */
public final class Run {
  private static final Pattern LOAD = Pattern.compile("(\\d+\\.\\d+)");

  /** Of the cores, with more load than so many a benchmark's threads have to wait. */
  private static final double BUSY = 0.5;

  private Run() {}

  /** Is told how far a run has come. */
  public interface Progress {
    /** A benchmark begins. */
    void part(int number, int all, String name);

    /** So many of its steps are done. */
    void step(int done, int all);

    /** Something takes time. */
    void message(String text);
  }

  /**
   * Runs benchmarks.
   *
   * @param version of Vireo, for the report
   * @throws dev.vireo.bench.BenchException when the device cannot be measured in this way
   * @throws dev.vireo.protocol.DeviceException when there is no such device, or it failed
   */
  public static BenchReport of(List<Part> parts, Effort effort, String version, Progress progress)
      throws InterruptedException {
    String date = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    long start = System.nanoTime();
    List<Figure> figures = new ArrayList<>();
    Set<String> notes = new LinkedHashSet<>();
    Part.Found first = null;
    Consumer<String> message = progress::message;
    Steps steps = progress::step;
    for (int i = 0; i < parts.size(); i++) {
      progress.part(i + 1, parts.size(), parts.get(i).name());
      // What the first one says of the device holds for all.
      Part.Found found =
          parts.get(i).measure().run(effort, first == null ? message : text -> {}, steps);
      first = first == null ? found : first;
      figures.addAll(found.figures());
      if (!found.missing().isEmpty()) {
        notes.add(found.missing());
      }
    }
    if (first == null) {
      throw new IllegalArgumentException("a run of no benchmark");
    }
    busy(first.machine()).ifPresent(notes::add);
    Setup setup =
        new Setup(
            version,
            date,
            effort.name(),
            effort.subject().rounds(),
            (System.nanoTime() - start) / 1e9,
            first.machine(),
            Machine.currentLoad(),
            first.mode().toString(),
            first.modeReason());
    return new BenchReport(setup, figures, List.copyOf(notes));
  }

  /** Says so where others had the processor: polling threads suffer most. */
  static Optional<String> busy(Machine machine) {
    Matcher before = LOAD.matcher(machine.load());
    boolean busy =
        before.lookingAt() && Double.parseDouble(before.group(1)) > machine.cores() * BUSY;
    return busy
        ? Optional.of(
            "the machine was busy before the run: load "
                + before.group(1)
                + " on "
                + machine.cores()
                + " cores; measure again on a quiet one")
        : Optional.empty();
  }
}
