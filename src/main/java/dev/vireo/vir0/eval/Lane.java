package dev.vireo.vir0.eval;

import dev.vireo.vir0.NodePath;
import java.util.Arrays;

/**
 * An invocation while its workgroup is evaluated: variables, and a stack of statement lists and
 * loops that it is in.
 */
final class Lane {
  private static final int FIRST_FRAMES = 8;

  final int index;
  final WorkgroupRun group;
  final int[] localId = new int[3];
  final int[] invocationId = new int[3];
  long[] slots;

  /** Of each async tag: 1 + the number of the copy that is pending, else 0. */
  final int[] pending;

  final long[] offsets;
  final long[] sizes;

  /** The barrier that the invocation waits at, or null. */
  NodePath barrier;

  private EvalCode.Step[][] lists = new EvalCode.Step[FIRST_FRAMES][];
  private int[] positions = new int[FIRST_FRAMES];
  private int depth;

  Lane(int index, WorkgroupRun group, EvalCode code) {
    this.index = index;
    this.group = group;
    this.slots = new long[code.slots()];
    this.pending = new int[code.tags()];
    this.offsets = new long[code.tags()];
    this.sizes = new long[code.tags()];
  }

  void start(EvalCode.Step[] body) {
    depth = 0;
    barrier = null;
    Arrays.fill(pending, 0);
    enter(body);
  }

  boolean done() {
    return depth == 0;
  }

  void enter(EvalCode.Step[] list) {
    if (depth == lists.length) {
      lists = Arrays.copyOf(lists, 2 * depth);
      positions = Arrays.copyOf(positions, 2 * depth);
    }
    lists[depth] = list;
    positions[depth++] = 0;
  }

  void end() {
    depth = 0;
  }

  /** Takes the statement before again in the next turn: a loop goes on. */
  void repeat() {
    positions[depth - 1]--;
  }

  /** Takes one statement; leaving lists that have ended is part of the turn. */
  void turn() {
    while (depth > 0) {
      int top = depth - 1;
      if (positions[top] < lists[top].length) {
        lists[top][positions[top]++].take(this);
        return;
      }
      depth--;
    }
  }
}
