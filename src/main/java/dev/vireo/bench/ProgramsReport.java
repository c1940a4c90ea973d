package dev.vireo.bench;

import dev.vireo.protocol.Mode;
import java.util.Arrays;
import java.util.List;

/**
 * What programs cost. Times in nanoseconds.
 *
 * @param machine where
 * @param mode the library's mode in force: LIVE or EPOCH
 * @param modeReason why that one
 * @param settings how
 * @param words words of the large works
 * @param rows the kinds of work
 * @param load from a program's bytes to the seen completion of its first slot
 * @param compile from a shader's text to the seen end of its first dispatch, nothing cached
 * @param slot round trips of a slot with a program over 1,024 words
 * @param hot those of a compiled one after many runs: in the kernel that runs, where that can be
 * @param dispatch of the same work, written by hand: submit and polled fence
 */
public record ProgramsReport(
    Machine machine,
    Mode mode,
    String modeReason,
    ProgramsSettings settings,
    int words,
    List<ProgramsRow> rows,
    Percentiles load,
    Percentiles compile,
    Percentiles slot,
    Percentiles hot,
    Percentiles dispatch) {
  /** Copies the list. */
  public ProgramsReport {
    rows = List.copyOf(rows);
  }

  /**
   * Returns how many times faster the fused tier is than the interpreter, the geometric mean over
   * the kinds of work, round by round.
   */
  public Spread fusedByInterpreted() {
    double[] means = new double[rows.get(0).fused().rounds().size()];
    Arrays.setAll(means, this::geometricMean);
    return Spread.of(means);
  }

  private double geometricMean(int round) {
    return Math.exp(
        rows.stream()
            .mapToDouble(row -> Math.log(row.fusedByInterpreted().rounds().get(round)))
            .average()
            .orElse(Double.NaN));
  }
}
