package dev.vireo.vir0.glsl;

import dev.vireo.vir0.BinaryOp;
import dev.vireo.vir0.Expr;
import dev.vireo.vir0.Node;
import dev.vireo.vir0.Program;
import dev.vireo.vir0.tree.TreeWalk;
import dev.vireo.vir0.values.RuntimeTypes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which results of f32 arithmetic need not be flushed, because nothing that uses them can tell.
 *
 * <p>A value that is computed has the slack {@code 2^e} if it is the right one, or both it and the
 * right one are less than {@code 2^e} in magnitude. What was not flushed has the slack {@code
 * 2^-126}. With rounding to nearest, and gradual underflow as drivers give it that do not flush:
 *
 * <ul>
 *   <li>A sum of two values of slack {@code 2^s} has the slack {@code 2^(s+27)}: either an operand
 *       of {@code 2^(s+26)} or more absorbs the other one, right or not, or both are less.
 *   <li>The sum of an exact operand of {@code 2^a} or more, an anchor, and one of slack {@code
 *       2^(a-26)} is exact, and never subnormal.
 *   <li>A product with a literal below {@code 2^k} multiplies the slack by {@code 2^k}, and rounds.
 *   <li>A literal of {@code 2^a} or more compares alike with all values of slack {@code 2^a}.
 * </ul>
 *
 * Literals are anchors; variables are where a test before a loop has shown that they are.
 * Everything else wants exact operands.
 */
final class GlslSlack extends TreeWalk {
  /** The demand for a value that is right in all bits. */
  static final int EXACT = -1000;

  /** Exponent of what variables must not be less than for anchors. */
  static final int ANCHOR = -60;

  private static final int UNFLUSHED = Float.MIN_EXPONENT;
  private static final int ABSORBED = 26;

  /** Sums with an operand of at least that exponent are 0 or normal. */
  private static final int LEAST_ANCHOR = -102;

  private static final int ANY = Float.MAX_EXPONENT;

  /** Flushes that a second form of a loop must save to be worth its text. */
  private static final int WORTH = 3;

  /** What an operation wants of its operands, and whether its result can stay as it is. */
  record Operands(int left, int right, boolean loose) {}

  /** What names of a program stand for, wherever they are declared. */
  private record Names(Set<String> floats, Set<String> assigned) {}

  private final Names names;
  private final Set<String> anchors;
  private final Map<String, Integer> wanted = new HashMap<>();
  private final Map<Node.Let, Integer> demands = new IdentityHashMap<>();
  private final Map<Node.Loop, GlslSlack> split = new IdentityHashMap<>();
  private int flushes;

  private GlslSlack(Names names, Set<String> anchors) {
    this.names = names;
    this.anchors = anchors;
  }

  /** Goes through a program. */
  static GlslSlack of(Program program, RuntimeTypes types) {
    Set<String> floats = new HashSet<>();
    Set<String> others = new HashSet<>();
    Set<String> assigned = new HashSet<>();
    new TreeWalk() {
      @Override
      public Void visit(Node.Let node) {
        boolean isFloat = types.variable(node).types() == RuntimeTypes.F32;
        (isFloat ? floats : others).add(node.name());
        return null;
      }

      @Override
      public Void visit(Node.Assign node) {
        assigned.add(node.name());
        return null;
      }
    }.walk(program.body());
    floats.removeAll(others);
    GlslSlack slack = new GlslSlack(new Names(floats, assigned), Set.of());
    slack.list(program.body());
    return slack;
  }

  /** Returns how exact the value of a variable must be. */
  int demand(Node.Let let) {
    return demands.getOrDefault(let, EXACT);
  }

  /** Returns the variables that must be anchors for the second form of a loop. */
  Set<String> anchors() {
    return anchors;
  }

  /** Returns what holds in the second form of a loop, behind a test; null if it has only one. */
  GlslSlack split(Node.Loop loop) {
    return split.get(loop);
  }

  private void list(List<Node> nodes) {
    for (int i = nodes.size() - 1; i >= 0; i--) {
      node(nodes.get(i));
    }
  }

  // Backwards: the uses of a variable before its value.
  private void node(Node node) {
    if (node instanceof Node.Let let) {
      Integer most = wanted.remove(let.name());
      boolean exact = most == null || names.assigned.contains(let.name());
      int demand = exact ? EXACT : most;
      demands.put(let, demand);
      walk(let.value(), demand);
    } else if (node instanceof Node.If branch) {
      list(branch.otherwise());
      list(branch.then());
      walk(branch.condition());
    } else if (node instanceof Node.Loop loop) {
      consider(loop);
      list(loop.body());
      walk(loop.from());
      walk(loop.to());
    } else if (node instanceof Node.Block block) {
      list(block.body());
    } else if (node instanceof Node.Region region) {
      list(region.body());
    } else {
      super.walk(node);
    }
  }

  private void consider(Node.Loop loop) {
    Body body = new Body();
    body.walk(loop.body());
    body.names.removeAll(body.own);
    if (!anchors.isEmpty() || !body.plain || body.names.isEmpty()) {
      return;
    }
    GlslSlack without = new GlslSlack(names, anchors);
    without.list(loop.body());
    GlslSlack with = new GlslSlack(names, Set.copyOf(body.names));
    with.list(loop.body());
    if (without.flushes - with.flushes >= WORTH) {
      split.put(loop, with);
      with.wanted.forEach(this::want);
    }
  }

  /** What a loop's body holds: names of anchors, and those that change in it. */
  private final class Body extends TreeWalk {
    private final Set<String> names = new HashSet<>();
    private final Set<String> own = new HashSet<>();
    private boolean plain = true;

    @Override
    public Void visit(Expr.Binary expr) {
      if (expr.op() == BinaryOp.ADD || expr.op() == BinaryOp.SUB) {
        note(expr.left());
        note(expr.right());
      }
      return super.visit(expr);
    }

    private void note(Expr operand) {
      if (operand instanceof Expr.Var variable && floats(operand)) {
        names.add(variable.name());
      }
    }

    @Override
    public Void visit(Node.Let node) {
      own.add(node.name());
      return super.visit(node);
    }

    @Override
    public Void visit(Node.Assign node) {
      own.add(node.name());
      return super.visit(node);
    }

    @Override
    public void walk(Node node) {
      boolean simple =
          node instanceof Node.Let
              || node instanceof Node.Assign
              || node instanceof Node.Store
              || node instanceof Node.If
              || node instanceof Node.Block
              || node instanceof Node.Return;
      plain &= simple;
      super.walk(node);
    }
  }

  private boolean floats(Expr expr) {
    if (expr instanceof Expr.Binary binary) {
      return floats(binary.left()) && floats(binary.right());
    }
    if (expr instanceof Expr.Var variable) {
      return names.floats.contains(variable.name());
    }
    return expr instanceof Expr.LitF32 || expr instanceof Expr.Fma;
  }

  private void want(String name, int demand) {
    wanted.merge(name, demand, Math::min);
  }

  @Override
  public void walk(Expr expr) {
    walk(expr, EXACT);
  }

  private void walk(Expr expr, int demand) {
    if (expr instanceof Expr.Var variable) {
      want(variable.name(), demand);
    } else if (expr instanceof Expr.Binary binary) {
      Operands operands = operands(binary, demand);
      boolean flushed = !operands.loose && !GlslOperators.plain(binary);
      flushes += flushed && floats(binary) ? 1 : 0;
      walk(binary.left(), operands.left);
      walk(binary.right(), operands.right);
    } else {
      super.walk(expr);
    }
  }

  /** Returns what an operation on f32 wants for a result of some slack. */
  Operands operands(Expr.Binary expr, int demand) {
    return switch (expr.op()) {
      case ADD, SUB -> sum(expr, demand);
      case MUL -> {
        boolean loose = demand >= UNFLUSHED;
        yield new Operands(
            factor(loose, demand, expr.right()), factor(loose, demand, expr.left()), loose);
      }
      case EQ, NE, LT, GT, LE, GE ->
          new Operands(within(exponent(expr.right())), within(exponent(expr.left())), false);
      default -> new Operands(EXACT, EXACT, false);
    };
  }

  private Operands sum(Expr.Binary expr, int demand) {
    int both = demand - ABSORBED - 1;
    int left = anchor(expr.left());
    int right = anchor(expr.right());
    int most = Math.max(left, right);
    if (most >= LEAST_ANCHOR && (demand < UNFLUSHED || both <= most - ABSORBED)) {
      int other = within(most - ABSORBED);
      return new Operands(right == most ? other : EXACT, right == most ? EXACT : other, true);
    }
    return new Operands(within(both), within(both), demand >= UNFLUSHED);
  }

  private int anchor(Expr expr) {
    boolean tested = expr instanceof Expr.Var variable && anchors.contains(variable.name());
    return tested ? ANCHOR : exponent(expr);
  }

  private static int factor(boolean loose, int demand, Expr other) {
    int exponent = exponent(other);
    return loose && exponent != EXACT ? within(demand - exponent - 2) : EXACT;
  }

  private static int within(int demand) {
    return demand >= UNFLUSHED ? Math.min(demand, ANY) : EXACT;
  }

  /** Returns the exponent of a literal that is normal, else {@link #EXACT}. */
  private static int exponent(Expr expr) {
    float magnitude = GlslOperators.literal(expr);
    return magnitude >= Float.MIN_NORMAL ? Math.getExponent(magnitude) : EXACT;
  }
}
