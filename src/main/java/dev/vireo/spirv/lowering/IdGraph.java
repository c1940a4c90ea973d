package dev.vireo.spirv.lowering;

import java.util.Arrays;
import java.util.BitSet;

/** Edges from ids to ids, in arrays that grow with the largest id: a module has many. */
final class IdGraph {
  private static final int LEAST = 256;

  private int[] latest = new int[LEAST]; // by id: number of its latest edge, plus 1
  private int[] targets = new int[LEAST]; // by edge
  private int[] before = new int[LEAST]; // by edge: number of the one before it, plus 1
  private int edges;

  /** Adds an edge; ids are above 0. */
  void add(int from, int to) {
    if (from >= latest.length) {
      latest = Arrays.copyOf(latest, Math.max(from + 1, 2 * latest.length));
    }
    if (edges == targets.length) {
      targets = Arrays.copyOf(targets, 2 * edges);
      before = Arrays.copyOf(before, 2 * edges);
    }
    targets[edges] = to;
    before[edges] = latest[from];
    edges++;
    latest[from] = edges;
  }

  /** Returns ids and all that edges lead to from them. */
  BitSet reached(BitSet first) {
    BitSet reached = (BitSet) first.clone();
    int[] open = first.stream().toArray();
    int count = open.length;
    while (count > 0) {
      int id = open[--count];
      for (int edge = id < latest.length ? latest[id] : 0; edge > 0; edge = before[edge - 1]) {
        int to = targets[edge - 1];
        if (!reached.get(to)) {
          reached.set(to);
          open = count < open.length ? open : Arrays.copyOf(open, 2 * count + 8);
          open[count++] = to;
        }
      }
    }
    return reached;
  }
}
