package dev.vireo.scan;

import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * Says which patterns begin at a place of a text. A tree by their bytes, down to where one pattern
 * is left, whose end is then compared as it is: as many nodes as patterns have different
 * beginnings, however long they are. Immutable.
 */
final class PatternTrie {
  private static final int NONE = -1;
  private static final int FEW = 8;

  private final Patterns patterns;
  private final int[] atRoot = new int[256];

  /** By node: its first child; those of the next node follow. */
  private int[] children = new int[64];

  /** By node: the byte that leads to it. */
  private byte[] labels = new byte[64];

  /** By node: the pattern that ends here, or NONE. */
  private int[] ends = new int[64];

  /** By node: the only pattern that is left, of which it is the beginning, or NONE. */
  private int[] left = new int[64];

  private int nodes;

  PatternTrie(Patterns patterns) {
    this.patterns = patterns;
    build();
    Arrays.fill(atRoot, NONE);
    for (int child = children[0]; child < children[1]; child++) {
      atRoot[labels[child] & 0xFF] = child;
    }
  }

  // Level by level, each node a range of the sorted patterns.
  private void build() {
    int[] ranges = new int[128];
    ranges[1] = patterns.count();
    nodes = 1;
    ends[0] = NONE;
    left[0] = NONE;
    int levelEnd = 1;
    int depth = 0;
    for (int node = 0; node < nodes; node++) {
      if (node == levelEnd) {
        levelEnd = nodes;
        depth++;
      }
      children[node] = nodes;
      int at = ranges[2 * node];
      int end = ranges[2 * node + 1];
      if (node > 0 && end - at == 1) {
        left[node] = at;
        continue;
      }
      if (at < end && patterns.string(at).length == depth) {
        ends[node] = at++;
      }
      while (at < end) {
        int next = after(at, end, depth);
        grow();
        ranges = ranges.length < 2 * nodes + 2 ? Arrays.copyOf(ranges, 4 * nodes) : ranges;
        ranges[2 * nodes] = at;
        ranges[2 * nodes + 1] = next;
        labels[nodes] = patterns.string(at)[depth];
        ends[nodes] = NONE;
        left[nodes] = NONE;
        nodes++;
        at = next;
      }
    }
    children[nodes] = nodes;
  }

  /** Returns the first pattern behind {@code at} that has another byte there. */
  private int after(int at, int end, int depth) {
    byte label = patterns.string(at)[depth];
    int next = at + 1;
    while (next < end && patterns.string(next)[depth] == label) {
      next++;
    }
    return next;
  }

  private void grow() {
    if (nodes + 2 > children.length) {
      int length = 2 * children.length;
      children = Arrays.copyOf(children, length);
      labels = Arrays.copyOf(labels, length);
      ends = Arrays.copyOf(ends, length);
      left = Arrays.copyOf(left, length);
    }
  }

  /** Returns the longest pattern that stands at {@code from} and ends by {@code end}, or -1. */
  int longest(byte[] text, int from, int end) {
    int best = NONE;
    int node = from < end ? atRoot[text[from] & 0xFF] : NONE;
    int at = from + 1;
    while (node != NONE) {
      if (left[node] != NONE) {
        return stands(left[node], text, from, at, end) ? left[node] : best;
      }
      best = ends[node] != NONE ? ends[node] : best;
      node = at < end ? child(node, text[at]) : NONE;
      at++;
    }
    return best;
  }

  /** Tells of all patterns that stand at {@code from} and end by {@code end}, short ones first. */
  void each(byte[] text, int from, int end, IntConsumer found) {
    int node = from < end ? atRoot[text[from] & 0xFF] : NONE;
    int at = from + 1;
    while (node != NONE) {
      if (left[node] != NONE) {
        if (stands(left[node], text, from, at, end)) {
          found.accept(left[node]);
        }
        return;
      }
      if (ends[node] != NONE) {
        found.accept(ends[node]);
      }
      node = at < end ? child(node, text[at]) : NONE;
      at++;
    }
  }

  /** Says whether a pattern stands at {@code from} whose bytes before {@code at} do. */
  private boolean stands(int pattern, byte[] text, int from, int at, int end) {
    byte[] string = patterns.string(pattern);
    return string.length <= end - from
        && Arrays.equals(text, at, from + string.length, string, at - from, string.length);
  }

  private int child(int node, byte label) {
    int low = children[node];
    int high = children[node + 1];
    if (high - low <= FEW) {
      while (low < high && labels[low] != label) {
        low++;
      }
      return low < high ? low : NONE;
    }
    while (low < high) {
      int middle = (low + high) >>> 1;
      int order = Byte.compareUnsigned(labels[middle], label);
      if (order == 0) {
        return middle;
      }
      low = order < 0 ? middle + 1 : low;
      high = order < 0 ? high : middle;
    }
    return NONE;
  }
}
