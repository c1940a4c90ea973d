package dev.vireo.vir0.glsl;

import dev.vireo.vir0.Expr;
import dev.vireo.vir0.Node;
import dev.vireo.vir0.tree.TreeWalk;
import dev.vireo.vir0.values.IntOps;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/**
 * What the loops of an invocation can take, where literals in the bounds tell. A turn costs one for
 * each loop in it, the turning one included: llvmpipe, which runs all code of a loop whether an
 * invocation is left for it or not, counts a turn for leaving each.
 */
final class LoopTurns {
  private LoopTurns() {}

  /**
   * Returns the cost of all loops added up; empty if one has a bound that is not known.
   *
   * @param twice loops that there are two forms of
   */
  static OptionalLong of(List<Node> nodes, Predicate<Node.Loop> twice) {
    long sum = 0;
    for (Node node : nodes) {
      OptionalLong turns = of(node, twice);
      if (turns.isEmpty() || sum + turns.getAsLong() > IntOps.MAX_U32) {
        return OptionalLong.empty();
      }
      sum += turns.getAsLong();
    }
    return OptionalLong.of(sum);
  }

  /**
   * Counts the loops in a list, those that copies and subgroup operations are made of included.
   *
   * @param copyLoops of a wait for a tag
   * @param twice loops that there are two forms of
   */
  static int loops(List<Node> nodes, ToIntFunction<String> copyLoops, Predicate<Node.Loop> twice) {
    Counter counter = new Counter(copyLoops, twice);
    counter.walk(nodes);
    return counter.loops;
  }

  private static final class Counter extends TreeWalk {
    private final ToIntFunction<String> copyLoops;
    private final Predicate<Node.Loop> twice;
    private int loops;

    Counter(ToIntFunction<String> copyLoops, Predicate<Node.Loop> twice) {
      this.copyLoops = copyLoops;
      this.twice = twice;
    }

    @Override
    public Void visit(Node.Loop node) {
      loops += twice.test(node) ? 2 : 1;
      return super.visit(node);
    }

    @Override
    public Void visit(Node.AsyncWait node) {
      loops += copyLoops.applyAsInt(node.tag());
      return null;
    }

    @Override
    public Void visit(Expr.SubgroupAdd expr) {
      loops++;
      return super.visit(expr);
    }

    @Override
    public Void visit(Expr.SubgroupBallot expr) {
      loops++;
      return super.visit(expr);
    }
  }

  private static OptionalLong of(Node node, Predicate<Node.Loop> twice) {
    if (node instanceof Node.If branch) {
      OptionalLong then = of(branch.then(), twice);
      OptionalLong otherwise = of(branch.otherwise(), twice);
      return then.isEmpty() || otherwise.isEmpty()
          ? OptionalLong.empty()
          : OptionalLong.of(then.getAsLong() + otherwise.getAsLong());
    }
    if (node instanceof Node.Loop loop) {
      return loop(loop, twice);
    }
    if (node instanceof Node.Block block) {
      return of(block.body(), twice);
    }
    if (node instanceof Node.Region region) {
      return of(region.body(), twice);
    }
    boolean copies = node instanceof Node.AsyncWait;
    return copies ? OptionalLong.empty() : OptionalLong.of(0);
  }

  private static OptionalLong loop(Node.Loop loop, Predicate<Node.Loop> twice) {
    long from = loop.from() instanceof Expr.LitU32 literal ? literal.bits() & IntOps.MAX_U32 : 0;
    OptionalLong to = most(loop.to(), name -> IntOps.MAX_U32);
    OptionalLong body = of(loop.body(), twice);
    if (to.isEmpty() || body.isEmpty()) {
      return OptionalLong.empty();
    }
    long turns = Math.max(0, to.getAsLong() - from);
    // An invocation takes one form.
    int forms = loops(List.of(loop), tag -> 0, twice);
    long cost = body.getAsLong() + forms - (twice.test(loop) ? 1 : 0);
    boolean fits = turns == 0 || cost <= IntOps.MAX_U32 / turns;
    return fits ? OptionalLong.of(turns * cost) : OptionalLong.empty();
  }

  /**
   * Returns the most that a u32 can be, where literals tell.
   *
   * @param variables gives the most of a variable, which is the largest u32 where that is not known
   */
  static OptionalLong most(Expr expr, ToLongFunction<String> variables) {
    if (expr instanceof Expr.LitU32 literal) {
      return OptionalLong.of(literal.bits() & IntOps.MAX_U32);
    }
    if (expr instanceof Expr.Var variable) {
      long most = variables.applyAsLong(variable.name());
      return most < IntOps.MAX_U32 ? OptionalLong.of(most) : OptionalLong.empty();
    }
    if (!(expr instanceof Expr.Binary binary)) {
      return OptionalLong.empty();
    }
    OptionalLong left = most(binary.left(), variables);
    OptionalLong right = most(binary.right(), variables);
    boolean literal = binary.right() instanceof Expr.LitU32;
    return switch (binary.op()) {
      case MOD -> literal && right.getAsLong() > 0 ? right : left;
      case BIT_AND, MIN -> right.isPresent() ? right : left;
      case SHR ->
          literal ? OptionalLong.of(left.orElse(IntOps.MAX_U32) >> (right.getAsLong() & 31)) : left;
      default -> OptionalLong.empty();
    };
  }
}
