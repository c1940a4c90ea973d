package dev.vireo.vir0.glsl;

/**
 * How much a SIMD vector can take of its turns for each that the fuel of an invocation allows. Some
 * drivers count the turns of a vector in all loops together: in a loop that stands alone they are
 * those of the invocation that stays longest, but one inside another loop may run longest for a
 * different invocation each time. What a turn costs is in {@link LoopTurns}.
 */
final class GlslLoops {
  private boolean uniform;
  private boolean workgroup;
  private int alone;
  private boolean nested;
  private int depth;
  private int mostCost = 1;

  /** Notes that subgroup operations take turns for the workgroup. */
  void subgroups(boolean any) {
    workgroup |= any;
  }

  /** Returns the most that a turn costs. */
  int mostCost() {
    return mostCost;
  }

  /**
   * Notes a loop.
   *
   * @param same whether all invocations of a workgroup take the same turns
   * @param barrier whether its turns are counted for the workgroup
   * @param cost of a turn
   */
  void enter(boolean same, boolean barrier, int cost) {
    mostCost = Math.max(mostCost, cost);
    workgroup |= barrier;
    uniform |= same && !barrier;
    alone += !same && depth == 0 ? 1 : 0;
    nested |= !same && depth > 0;
    depth++;
  }

  void leave() {
    depth--;
  }

  /** Returns the most turns of a vector of that many invocations for a unit of fuel. */
  int turns(int width) {
    int apart = nested ? width : Math.min(width, alone + (uniform ? 1 : 0));
    return apart + (workgroup ? 1 : 0);
  }
}
