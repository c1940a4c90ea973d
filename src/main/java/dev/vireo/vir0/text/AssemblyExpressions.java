package dev.vireo.vir0.text;

import dev.vireo.vir0.Expr;
import dev.vireo.vir0.MemoryOrdering;
import java.util.Optional;

/** Writes expressions as text, with the parentheses that reading them back needs. */
public final class AssemblyExpressions implements Expr.Visitor<Integer> {
  private static final String[] AXES = {"x", "y", "z"};

  private final StringBuilder out;

  private AssemblyExpressions(StringBuilder out) {
    this.out = out;
  }

  public static String print(Expr expr) {
    StringBuilder out = new StringBuilder();
    expr.accept(new AssemblyExpressions(out));
    return out.toString();
  }

  static String ordering(MemoryOrdering ordering) {
    return ordering == MemoryOrdering.SEQ_CST ? "" : "<" + ordering.word() + ">";
  }

  /** Writes a part that binds at least as tightly as {@code precedence}, in parentheses if not. */
  private void part(Expr expr, int precedence) {
    int start = out.length();
    if (expr.accept(this) < precedence) {
      out.insert(start, '(').append(')');
    }
  }

  private Integer text(String text) {
    out.append(text);
    return AssemblyWords.PRIMARY_PRECEDENCE;
  }

  private Integer call(String word, Expr... arguments) {
    out.append(word).append('(');
    for (int i = 0; i < arguments.length; i++) {
      out.append(i == 0 ? "" : ", ");
      arguments[i].accept(this);
    }
    return text(")");
  }

  @Override
  public Integer visit(Expr.LitU32 expr) {
    return text(Integer.toUnsignedString(expr.bits()) + "u");
  }

  @Override
  public Integer visit(Expr.LitI32 expr) {
    out.append(expr.value()).append('i');
    return expr.value() < 0 ? AssemblyWords.UNARY_PRECEDENCE : AssemblyWords.PRIMARY_PRECEDENCE;
  }

  @Override
  public Integer visit(Expr.LitBool expr) {
    return text(Boolean.toString(expr.value()));
  }

  @Override
  public Integer visit(Expr.LitF32 expr) {
    float value = Float.intBitsToFloat(expr.bits());
    if (!Float.isFinite(value)) {
      return text(String.format("f32_bits(0x%08x)", expr.bits()));
    }
    out.append(value);
    return expr.bits() < 0 ? AssemblyWords.UNARY_PRECEDENCE : AssemblyWords.PRIMARY_PRECEDENCE;
  }

  @Override
  public Integer visit(Expr.Var expr) {
    return text(AssemblyWords.name(expr.name()));
  }

  @Override
  public Integer visit(Expr.Load expr) {
    out.append(AssemblyWords.name(expr.buffer())).append('[');
    expr.index().accept(this);
    return text("]");
  }

  @Override
  public Integer visit(Expr.BufferLength expr) {
    return text("len(" + AssemblyWords.name(expr.buffer()) + ")");
  }

  private Integer id(String word, int axis) {
    return text(word + "." + (axis < AXES.length ? AXES[axis] : Integer.toString(axis)));
  }

  @Override
  public Integer visit(Expr.InvocationId expr) {
    return id("gid", expr.axis());
  }

  @Override
  public Integer visit(Expr.WorkgroupId expr) {
    return id("wgid", expr.axis());
  }

  @Override
  public Integer visit(Expr.LocalId expr) {
    return id("lid", expr.axis());
  }

  @Override
  public Integer visit(Expr.Binary expr) {
    String symbol = AssemblyWords.INFIX.get(expr.op());
    if (symbol == null) {
      return call(expr.op().word(), expr.left(), expr.right());
    }
    int precedence = AssemblyWords.precedence(expr.op());
    part(expr.left(), precedence);
    out.append(' ').append(symbol).append(' ');
    part(expr.right(), precedence + 1);
    return precedence;
  }

  @Override
  public Integer visit(Expr.ExtensionBinary expr) {
    return call("binary_extension<" + expr.id() + ">", expr.left(), expr.right());
  }

  @Override
  public Integer visit(Expr.Unary expr) {
    String symbol =
        switch (expr.op()) {
          case NEGATE -> "-";
          case BIT_NOT -> "~";
          case LOGICAL_NOT -> "!";
          default -> null;
        };
    if (symbol == null || (symbol.equals("-") && literal(expr.operand()))) {
      return call(expr.op().word(), expr.operand());
    }
    out.append(symbol);
    part(expr.operand(), AssemblyWords.UNARY_PRECEDENCE);
    return AssemblyWords.UNARY_PRECEDENCE;
  }

  /** A minus before a literal would make it a negative literal. */
  private static boolean literal(Expr expr) {
    return expr instanceof Expr.LitI32 || expr instanceof Expr.LitF32;
  }

  @Override
  public Integer visit(Expr.ExtensionUnary expr) {
    return call("unary_extension<" + expr.id() + ">", expr.operand());
  }

  @Override
  public Integer visit(Expr.Call expr) {
    String word = "call " + AssemblyWords.quoted(expr.op(), '"');
    return call(word, expr.arguments().toArray(new Expr[0]));
  }

  @Override
  public Integer visit(Expr.Select expr) {
    return call("select", expr.condition(), expr.ifTrue(), expr.ifFalse());
  }

  @Override
  public Integer visit(Expr.Cast expr) {
    String word = expr.target().core() ? expr.target().toString() : "cast<" + expr.target() + ">";
    return call(word, expr.value());
  }

  @Override
  public Integer visit(Expr.Atomic expr) {
    String word = AssemblyWords.ATOMIC_PREFIX + expr.op().word() + ordering(expr.ordering());
    return atomic(word, expr.buffer(), expr.index(), expr.expected(), expr.value());
  }

  @Override
  public Integer visit(Expr.ExtensionAtomic expr) {
    String word = "atomic_extension<" + expr.id() + ", " + expr.ordering().word() + ">";
    return atomic(word, expr.buffer(), expr.index(), expr.expected(), expr.value());
  }

  private Integer atomic(
      String word, String buffer, Expr index, Optional<Expr> expected, Expr value) {
    out.append(word).append('(').append(AssemblyWords.name(buffer)).append(", ");
    index.accept(this);
    if (expected.isPresent()) {
      out.append(", expect ");
      expected.get().accept(this);
    }
    out.append(", ");
    value.accept(this);
    return text(")");
  }

  @Override
  public Integer visit(Expr.Fma expr) {
    return call("fma", expr.a(), expr.b(), expr.c());
  }

  @Override
  public Integer visit(Expr.SubgroupAdd expr) {
    return call("subgroup_add", expr.value());
  }

  @Override
  public Integer visit(Expr.SubgroupShuffle expr) {
    return call("subgroup_shuffle", expr.value(), expr.lane());
  }

  @Override
  public Integer visit(Expr.SubgroupBallot expr) {
    return call("subgroup_ballot", expr.condition());
  }

  @Override
  public Integer visit(Expr.SubgroupLocalId expr) {
    return call("subgroup_local_id");
  }

  @Override
  public Integer visit(Expr.SubgroupSize expr) {
    return call("subgroup_size");
  }

  @Override
  public Integer visit(Expr.BufferRef expr) {
    return text("ref(" + AssemblyWords.name(expr.buffer()) + ")");
  }
}
