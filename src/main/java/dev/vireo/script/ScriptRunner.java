package dev.vireo.script;

import dev.vireo.MegakernelConfig;
import dev.vireo.protocol.Mode;
import dev.vireo.protocol.Protection;
import java.util.function.UnaryOperator;

/**
 * Executes scripts. Safe to call from any thread; every execution opens and closes a megakernel of
 * its own.
 */
public final class ScriptRunner {
  /** Slots that a script has under way at most; the example scripts speak of this number. */
  private static final int RING_SLOTS = 4096;

  private ScriptRunner() {}

  /**
   * Executes a script and waits for its end.
   *
   * <p>{@code expect} sees the state after the last {@code wait}, whatever was published since. The
   * wait that is implied at the end stands before the expectations that end the script, so that
   * these see everything. A slot that cannot be published any more because tenant 0 shut the
   * megakernel down counts as completed with CANCELLED.
   *
   * @param script what to execute
   * @param device name of the device, or null for the best one
   * @param protection what the kernel checks
   * @param mode how slots reach the kernel
   * @throws dev.vireo.protocol.DeviceException when there is no such device, it cannot run in this
   *     mode, or it fails
   */
  public static ScriptReport run(Script script, String device, Protection protection, Mode mode) {
    return run(script, device, protection, mode, UnaryOperator.identity());
  }

  /**
   * Executes a script and waits for its end; see above.
   *
   * @param choices what else the megakernel's configuration shall say
   */
  public static ScriptReport run(
      Script script,
      String device,
      Protection protection,
      Mode mode,
      UnaryOperator<MegakernelConfig> choices) {
    MegakernelConfig config =
        choices
            .apply(MegakernelConfig.defaults())
            .withDevice(device)
            .withProtection(protection)
            .withMode(mode)
            .withObservableWords(script.observableWords())
            .withOpcodes(Opcodes.of(script));
    try (ScriptTarget target = MegakernelTarget.open(config, RING_SLOTS)) {
      return run(script, target, protection);
    }
  }

  static ScriptReport run(Script script, ScriptTarget target, Protection protection) {
    Execution execution = new Execution(script, target);
    long start = System.nanoTime();
    execution.run();
    long nanoseconds = System.nanoTime() - start;
    return new ScriptReport(
        script.file(),
        target.deviceName(),
        protection,
        target.mode(),
        target.modeReason(),
        script.observableWords(),
        script.slots(),
        execution.outcomes().counts(),
        nanoseconds,
        execution.outcomes().shownRows(),
        execution.results());
  }
}
