package dev.vireo.vir0.eval;

import dev.vireo.vir0.values.Values;

/**
 * A program prepared for evaluation: names are resolved to slots and buffer numbers.
 *
 * @param body the top-level statements
 * @param slots variables that an invocation needs at most
 * @param tags async tags
 * @param subgroups whether there are subgroup operations
 */
record EvalCode(EvalCode.Step[] body, int slots, int tags, boolean subgroups) {
  /** An expression: its value, as {@link Values} packs it. */
  interface Value {
    long of(Lane lane);
  }

  /** A statement: what one turn of an invocation does. */
  interface Step {
    void take(Lane lane);
  }
}
