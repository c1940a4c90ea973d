package dev.vireo.vir0.glsl;

import dev.vireo.vir0.Expr;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * What a u32 can be, as integers that are equal to it modulo 2^32: {@code gid.x - 1} is -1 at
 * least.
 *
 * @param least the least of them
 * @param most the greatest of them
 */
record IndexRange(long least, long most) {
  /** Magnitudes below it are near: 2^31 is that of the byte where such a word of 4 bytes begins. */
  static final long NEAR = 1L << 29;

  private static final long MOST_LOCAL = 1023;
  private static final IndexRange NUMBERS = new IndexRange(0, NEAR - 1);

  /**
   * Returns what an expression's value can be; empty where that is not known.
   *
   * @param ranges of variables that keep a value, null for one that is not known
   * @param variables gives the most of a variable, as for {@link LoopTurns#most}
   */
  static Optional<IndexRange> of(
      Expr expr, Function<String, IndexRange> ranges, ToLongFunction<String> variables) {
    if (expr instanceof Expr.LitU32 literal) {
      return Optional.of(new IndexRange(literal.bits(), literal.bits()));
    }
    if (expr instanceof Expr.InvocationId || expr instanceof Expr.WorkgroupId) {
      return Optional.of(NUMBERS);
    }
    if (expr instanceof Expr.LocalId) {
      return Optional.of(new IndexRange(0, MOST_LOCAL));
    }
    if (expr instanceof Expr.Var variable && ranges.apply(variable.name()) != null) {
      return Optional.of(ranges.apply(variable.name()));
    }
    OptionalLong known = LoopTurns.most(expr, variables);
    if (known.isPresent()) {
      return new IndexRange(0, known.getAsLong()).within();
    }
    return expr instanceof Expr.Binary binary ? of(binary, ranges, variables) : Optional.empty();
  }

  private static Optional<IndexRange> of(
      Expr.Binary expr, Function<String, IndexRange> ranges, ToLongFunction<String> variables) {
    Optional<IndexRange> left = of(expr.left(), ranges, variables);
    Optional<IndexRange> right = of(expr.right(), ranges, variables);
    if (left.isEmpty() || right.isEmpty()) {
      return Optional.empty();
    }
    IndexRange a = left.get();
    IndexRange b = right.get();
    return switch (expr.op()) {
      case ADD -> new IndexRange(a.least + b.least, a.most + b.most).within();
      case SUB -> new IndexRange(a.least - b.most, a.most - b.least).within();
      case MUL ->
          a.least < 0 || b.least < 0
              ? Optional.empty()
              : new IndexRange(a.least * b.least, a.most * b.most).within();
      default -> Optional.empty();
    };
  }

  private Optional<IndexRange> within() {
    return least >= Integer.MIN_VALUE && most <= Integer.MAX_VALUE
        ? Optional.of(this)
        : Optional.empty();
  }

  /** Says whether all of it is near 0. */
  boolean near() {
    return least > -NEAR && most < NEAR;
  }
}
