package dev.vireo.bench;

import dev.vireo.protocol.ProgramTier;
import java.util.List;
import java.util.function.Consumer;

/**
 * Measures what programs cost as they grow: from a program's bytes to its first result, and a slot
 * with a program that is loaded; beside a shader written by hand, from its text and recorded.
 */
public final class ProgramSizes {
  private static final String INTERPRETED = "library, interpreter";
  private static final String COMPILED = "library, compiled";

  /** From a shader's text to its first result. */
  public static final String TEXT = "shader by hand, from its text";

  /** A recorded dispatch. */
  public static final String RECORDED = "dispatch by hand, submit + polled fence";

  /** Of more statements, drivers take seconds to compile. */
  private static final int[] STATEMENTS = {8, 32, 128, 256};

  /** In each round: compiling takes up to tenths of a second. */
  private static final int LOADS = 2;

  /** A slot with a program is a dispatch: one trip in so many of the setting. */
  private static final int SLOT_SHARE = 10;

  private ProgramSizes() {}

  /** What is measured: first results are in {@code first}, slots in {@code slots}. */
  public record Found(SweepReport first, SweepReport slots) {}

  /**
   * Measures a device.
   *
   * @param progress is told what takes time
   * @param steps is told the round
   * @throws BenchException when the device cannot be measured in this way
   * @throws dev.vireo.protocol.DeviceException when there is no such device, or it failed
   */
  public static Found run(SweepSettings settings, Consumer<String> progress, Steps steps)
      throws InterruptedException {
    Subject subject = Subject.of(settings.subject(), progress);
    int rounds = settings.subject().rounds();
    Sweep<RoundTrip> first = new Sweep<>();
    Sweep<RoundTrip> slots = new Sweep<>();
    // Where nothing is cached, as on SwiftShader, each turn has the interpreter built anew.
    int[] least = {STATEMENTS[0], STATEMENTS[STATEMENTS.length - 1]};
    for (int statements : settings.few() ? least : STATEMENTS) {
      for (ProgramTier tier : List.of(ProgramTier.FUSED, ProgramTier.INTERPRETER)) {
        String name = tier == ProgramTier.FUSED ? COMPILED : INTERPRETED;
        first.add(
            statements,
            new Way<>(name, true, 1, () -> open(subject, settings, tier, statements).load()));
        slots.add(
            statements,
            new Way<>(name, true, 1, () -> open(subject, settings, tier, statements).slot()));
      }
      first.add(statements, byHand(TEXT, subject, statements, true));
      slots.add(statements, byHand(RECORDED, subject, statements, false));
    }
    int few = Math.max(rounds, settings.trips() / SLOT_SHARE);
    List<SweepRow> loads =
        Sweep.trips(first, settings, LOADS * rounds, (done, all) -> steps.step(done, 2 * rounds));
    List<SweepRow> trips =
        Sweep.trips(slots, settings, few, (done, all) -> steps.step(rounds + done, 2 * rounds));
    return new Found(
        SweepReport.of(subject, List.of(), loads), SweepReport.of(subject, List.of(), trips));
  }

  private static SizedProgram open(
      Subject subject, SweepSettings settings, ProgramTier tier, int statements) {
    return new SizedProgram(subject, settings.subject(), tier, statements);
  }

  private static Way<RoundTrip> byHand(
      String name, Subject subject, int statements, boolean compiles) {
    return new Way<>(
        name,
        false,
        1,
        () ->
            BenchDevice.open(
                subject.name(), device -> new SizedShader(device, statements, compiles)));
  }
}
