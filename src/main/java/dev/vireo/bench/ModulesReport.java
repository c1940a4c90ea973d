package dev.vireo.bench;

import dev.vireo.protocol.Mode;
import java.util.Arrays;
import java.util.List;

/**
 * What SPIR-V modules cost. Times in nanoseconds.
 *
 * @param machine where
 * @param mode the library's mode in force: LIVE or EPOCH
 * @param modeReason why that one
 * @param settings how
 * @param words words of the large works
 * @param rows the shaders
 * @param uncompiled why there is no compiled tier; empty if there is
 * @param first what it takes to a first result
 */
public record ModulesReport(
    Machine machine,
    Mode mode,
    String modeReason,
    ModulesSettings settings,
    int words,
    List<ModulesRow> rows,
    String uncompiled,
    FirstModules first) {
  /** Copies the list. */
  public ModulesReport {
    rows = List.copyOf(rows);
  }

  /** Returns the geometric mean over the shaders of dispatch by interpreter, of each round. */
  public Spread meanPlainByInterpreted() {
    double[] means = new double[rows.get(0).plain().rounds().size()];
    Arrays.setAll(
        means,
        round ->
            Math.exp(
                rows.stream()
                    .mapToDouble(row -> Math.log(row.plainByInterpreted().rounds().get(round)))
                    .average()
                    .orElse(Double.NaN)));
    return Spread.of(means);
  }

  /** Returns how the medians of dispatch by interpreter are spread over the shaders. */
  public Spread plainByInterpretedOfWorks() {
    return Spread.of(rows.stream().mapToDouble(row -> row.plainByInterpreted().median()).toArray());
  }
}
