package dev.vireo.fuzz;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Makes programs at random and compares what each tier gives for them with the reference, bit by
 * bit. A program is made from one number, its seed: that of the first one is given, those of the
 * others follow it. One thread.
 */
public final class Fuzz {
  private final List<FuzzTier> tiers;
  private final Path out;
  private final String device;
  private final Consumer<String> log;
  private final Map<String, Integer> unsupported = new TreeMap<>();
  private long programs;
  private long trapped;
  private int mismatches;

  /**
   * Prepares a run.
   *
   * @param out where folders of mismatches are made
   * @param device for the commands that repeat them; null for the best device
   * @param log takes a line for each mismatch
   */
  public Fuzz(List<FuzzTier> tiers, Path out, String device, Consumer<String> log) {
    this.tiers = List.copyOf(tiers);
    this.out = out;
    this.device = device;
    this.log = log;
  }

  /**
   * Makes one program and runs it in all tiers.
   *
   * @throws dev.vireo.protocol.DeviceException if a device fails
   * @throws java.io.UncheckedIOException if a mismatch cannot be written
   */
  public void program(long seed) {
    FuzzRound round = new FuzzRound(seed);
    programs++;
    trapped += round.expected().trap() != null ? 1 : 0;
    for (FuzzTier tier : tiers) {
      FuzzRound.End found = round.run(tier.runner());
      if (found.unsupported() != null) {
        unsupported.merge(tier.name() + ": " + found.unsupported(), 1, Integer::sum);
      } else if (!round.expected().same(found)) {
        mismatches++;
        Path folder = FuzzFolder.write(out, round, tier, found, device);
        log.accept(
            "seed "
                + seed
                + ", tier "
                + tier.name()
                + ": "
                + round.difference(found)
                + "; see "
                + folder);
      }
    }
  }

  /** Returns the programs that were made. */
  public long programs() {
    return programs;
  }

  /** Returns those that trapped on the reference. */
  public long trapped() {
    return trapped;
  }

  /** Returns how often a tier ended otherwise than the reference. */
  public int mismatches() {
    return mismatches;
  }

  /** Returns how often a tier refused a program, by tier and construct. */
  public Map<String, Integer> unsupported() {
    return Map.copyOf(unsupported);
  }
}
