package dev.vireo.vir0;

import java.util.List;
import java.util.OptionalLong;

/** The most turns that the loops of an invocation can take, where literals in the bounds tell. */
final class LoopTurns {
  private LoopTurns() {}

  /** Returns the turns of all loops added up; empty if one has a bound that is not known. */
  static OptionalLong of(List<Node> nodes) {
    long sum = 0;
    for (Node node : nodes) {
      OptionalLong turns = of(node);
      if (turns.isEmpty() || sum + turns.getAsLong() > U32.MAX) {
        return OptionalLong.empty();
      }
      sum += turns.getAsLong();
    }
    return OptionalLong.of(sum);
  }

  private static OptionalLong of(Node node) {
    if (node instanceof Node.If branch) {
      OptionalLong then = of(branch.then());
      OptionalLong otherwise = of(branch.otherwise());
      return then.isEmpty() || otherwise.isEmpty()
          ? OptionalLong.empty()
          : OptionalLong.of(then.getAsLong() + otherwise.getAsLong());
    }
    if (node instanceof Node.Loop loop) {
      return loop(loop);
    }
    if (node instanceof Node.Block block) {
      return of(block.body());
    }
    if (node instanceof Node.Region region) {
      return of(region.body());
    }
    boolean copies = node instanceof Node.AsyncWait;
    return copies ? OptionalLong.empty() : OptionalLong.of(0);
  }

  private static OptionalLong loop(Node.Loop loop) {
    long from = loop.from() instanceof Expr.LitU32 literal ? literal.bits() & U32.MAX : 0;
    OptionalLong to = most(loop.to());
    OptionalLong body = of(loop.body());
    if (to.isEmpty() || body.isEmpty()) {
      return OptionalLong.empty();
    }
    long turns = Math.max(0, to.getAsLong() - from);
    boolean fits = turns == 0 || body.getAsLong() + 1 <= U32.MAX / turns;
    return fits ? OptionalLong.of(turns * (body.getAsLong() + 1)) : OptionalLong.empty();
  }

  /** Returns the most that a u32 can be. */
  private static OptionalLong most(Expr expr) {
    if (expr instanceof Expr.LitU32 literal) {
      return OptionalLong.of(literal.bits() & U32.MAX);
    }
    if (!(expr instanceof Expr.Binary binary)) {
      return OptionalLong.empty();
    }
    OptionalLong left = most(binary.left());
    OptionalLong right = most(binary.right());
    return switch (binary.op()) {
      case MOD -> right.isPresent() && binary.right() instanceof Expr.LitU32 ? right : left;
      case BIT_AND, MIN -> right.isPresent() ? right : left;
      default -> OptionalLong.empty();
    };
  }
}
