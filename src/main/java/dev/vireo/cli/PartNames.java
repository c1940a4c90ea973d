package dev.vireo.cli;

import dev.vireo.bench.report.Part;
import dev.vireo.bench.report.Parts;
import java.util.Iterator;

/** The names of the benchmarks that a report consists of. */
final class PartNames implements Iterable<String> {
  @Override
  public Iterator<String> iterator() {
    return Parts.ALL.stream().map(Part::name).iterator();
  }
}
