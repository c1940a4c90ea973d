package dev.vireo.vir0.glsl;

import dev.vireo.vir0.AtomicOp;
import dev.vireo.vir0.BinaryOp;
import dev.vireo.vir0.Expr;
import dev.vireo.vir0.UnaryOp;
import dev.vireo.vir0.values.FloatOps;
import dev.vireo.vir0.values.RuntimeTypes;

/** Operators on values of one type as GLSL; functions are those of shaders/program/fused.glsl. */
final class GlslOperators {
  /** Sums with a literal of at least this magnitude are 0 or at least the least normal number. */
  private static final float LEAST_FOR_SUM = 0x1p-102f;

  private GlslOperators() {}

  private static String call(String function, String a, String b) {
    return function + "(" + a + ", " + b + ")";
  }

  private static String infix(String a, String operator, String b) {
    return "(" + a + " " + operator + " " + b + ")";
  }

  private static String signed(String a, String operator, String b) {
    return "(int(" + a + ") " + operator + " int(" + b + "))";
  }

  /** Returns the result of integers; DIV and MOD of i32, which can trap, are not here. */
  static String integer(BinaryOp op, boolean signed, String a, String b) {
    return switch (op) {
      case ADD, WRAP_ADD -> infix(a, "+", b);
      case SUB, WRAP_SUB -> infix(a, "-", b);
      case MUL -> infix(a, "*", b);
      case DIV -> call("fusedDivU", a, b);
      case MOD -> call("fusedModU", a, b);
      case BIT_AND -> infix(a, "&", b);
      case BIT_OR -> infix(a, "|", b);
      case BIT_XOR -> infix(a, "^", b);
      case SHL -> call("fusedShl", a, b);
      case SHR -> call(signed ? "fusedShrS" : "fusedShrU", a, b);
      case ABS_DIFF -> call(signed ? "fusedAbsDiffS" : "fusedAbsDiffU", a, b);
      case MIN -> call(signed ? "fusedMinS" : "min", a, b);
      case MAX -> call(signed ? "fusedMaxS" : "max", a, b);
      case SAT_ADD -> call(signed ? "fusedSatAddS" : "fusedSatAddU", a, b);
      case SAT_SUB -> call(signed ? "fusedSatSubS" : "fusedSatSubU", a, b);
      case SAT_MUL -> call(signed ? "fusedSatMulS" : "fusedSatMulU", a, b);
      case ROTL -> call("fusedRotL", a, b);
      case ROTR -> call("fusedRotR", a, b);
      case MUL_HIGH -> call("fusedMulHigh", a, b);
      case AND -> call("fusedBoth", infix(a, "!=", "0u"), infix(b, "!=", "0u"));
      case OR -> call("fusedEither", infix(a, "!=", "0u"), infix(b, "!=", "0u"));
      case EQ -> infix(a, "==", b);
      case NE -> infix(a, "!=", b);
      default -> signed ? signed(a, comparison(op), b) : infix(a, comparison(op), b);
    };
  }

  private static String comparison(BinaryOp op) {
    return switch (op) {
      case LT -> "<";
      case GT -> ">";
      case LE -> "<=";
      case GE -> ">=";
      default -> throw new IllegalArgumentException(op + " has no form in GLSL");
    };
  }

  /**
   * Returns the result of floats. A literal operand can spare the flush of the result.
   *
   * @param loose whether the result may stay subnormal
   */
  static GlslValue floating(
      GlslValue left, GlslValue right, Expr.Binary expr, int types, boolean loose) {
    BinaryOp op = expr.op();
    float most = Math.max(literal(expr.left()), literal(expr.right()));
    String a = left.text();
    String b = right.text();
    boolean data = left.hidden() || right.hidden();
    if (op == BinaryOp.ADD || op == BinaryOp.MUL || op == BinaryOp.DIV) {
      data |= literal(expr.left()) == 0 || literal(expr.right()) == 0;
      // A compiler sees that one is the other's negative, or the same, and takes their sum for 0.
      data &= op == BinaryOp.ADD || (literal(expr.left()) != 1 && literal(expr.right()) != 1);
      a = op == BinaryOp.DIV ? hidden(left.text(), expr.left()) : term(left, expr.left());
      b = op == BinaryOp.DIV ? hidden(right.text(), expr.right()) : term(right, expr.right());
    } else if (op == BinaryOp.SUB) {
      data |= most == 0;
      a = most > 0 ? a : "fusedTerm(" + a + ")";
      b = endless(expr.right()) ? "fusedTerm(" + b + ")" : b;
    } else if (op == BinaryOp.MIN || op == BinaryOp.MAX) {
      data = left.hidden() && right.hidden();
    } else {
      // A select behind a comparison of the same operands looks like a minimum.
      a = "fusedApart(" + a + ")";
      b = endless(expr.right()) ? "fusedApart(" + b + ")" : b;
    }
    String text =
        switch (op) {
          case ADD -> call(form(expr, loose) + "Add", a, b);
          case SUB -> call(form(expr, loose) + "Sub", a, b);
          case MUL -> call(form(expr, loose) + "Mul", a, b);
          case DIV -> call("fusedDiv", a, b);
          case MIN -> call("fusedMin", a, b);
          case MAX -> call("fusedMax", a, b);
          case EQ -> infix(a, "==", b);
          // The operator != is ordered with some compilers, and does not hold for NaN.
          case NE -> "!" + infix(a, "==", b);
          default -> infix(a, comparison(op), b);
        };
    return new GlslValue(text, types, types == RuntimeTypes.F32 && data);
  }

  /**
   * Hides what the driver's compiler may find to be 0, unless something in it is hidden already.
   */
  static String hidden(GlslValue value, Expr expr) {
    return value.hidden() && !(expr instanceof Expr.Load)
        ? "fusedApart(" + value.text() + ")"
        : hidden(value.text(), expr);
  }

  /** The same for what is added or multiplied. */
  private static String term(GlslValue value, Expr expr) {
    if (expr instanceof Expr.Load || literal(expr) > 0) {
      return value.text();
    }
    return (value.hidden() ? "fusedTermApart(" : "fusedTerm(") + value.text() + ")";
  }

  /** Says whether an operation's result is never subnormal, for a literal in it. */
  static boolean plain(Expr.Binary expr) {
    float most = Math.max(literal(expr.left()), literal(expr.right()));
    return switch (expr.op()) {
      case ADD, SUB -> most >= LEAST_FOR_SUM;
      case MUL -> most >= 1;
      default -> true;
    };
  }

  private static String form(Expr.Binary expr, boolean loose) {
    return plain(expr) ? "fusedPlain" : loose ? "fusedLoose" : "fused";
  }

  private static String hidden(String text, Expr expr) {
    boolean plain = expr instanceof Expr.Load || literal(expr) > 0;
    return plain ? text : "fusedHide(" + text + ")";
  }

  /** Returns a finite literal's magnitude, or 0 of everything else. */
  static float literal(Expr expr) {
    boolean known = expr instanceof Expr.LitF32 && !endless(expr);
    return known
        ? Math.abs(Float.intBitsToFloat(FloatOps.canonical(((Expr.LitF32) expr).bits())))
        : 0;
  }

  /** Says whether an expression is a literal that is infinite or NaN. */
  private static boolean endless(Expr expr) {
    return expr instanceof Expr.LitF32 literal
        && !Float.isFinite(Float.intBitsToFloat(literal.bits()));
  }

  static String logical(BinaryOp op, String a, String b) {
    return switch (op) {
      case EQ -> infix(a, "==", b);
      case NE -> infix(a, "!=", b);
      case AND -> call("fusedBoth", a, b);
      case OR -> call("fusedEither", a, b);
      default -> throw new IllegalArgumentException(op + " has no form on bool");
    };
  }

  /** Returns the result of an operation on an f32. */
  static String floating(UnaryOp op, String a) {
    return switch (op) {
      case NEGATE -> "(-fusedApart(" + a + "))";
      case ABS -> "abs(fusedApart(" + a + "))";
      case SQRT -> "fusedSqrt(" + a + ")";
      case INVERSE_SQRT -> "fusedReciprocal(fusedSqrt(" + a + "))";
      case RECIPROCAL -> "fusedReciprocal(" + a + ")";
      case FLOOR -> "fusedFloor(" + a + ")";
      case CEIL -> "fusedCeil(" + a + ")";
      case ROUND -> "fusedRound(" + a + ")";
      case TRUNC -> "fusedTrunc(" + a + ")";
      case SIGN -> "fusedSign(" + a + ")";
      case IS_NAN -> "fusedIsNan(" + a + ")";
      case IS_INF -> "fusedIsInf(" + a + ")";
      case IS_FINITE -> "fusedIsFinite(" + a + ")";
      default -> "fusedFunction(VM_F" + op.name() + ", " + a + ")";
    };
  }

  /** Returns the result of an operation on the bits of an integer. */
  static String integer(UnaryOp op, String a) {
    return switch (op) {
      case NEGATE -> "(0u - " + a + ")";
      case BIT_NOT -> "(~" + a + ")";
      case POPCOUNT -> "uint(bitCount(" + a + "))";
      case CLZ -> "fusedClz(" + a + ")";
      case CTZ -> "fusedCtz(" + a + ")";
      case REVERSE_BITS -> "bitfieldReverse(" + a + ")";
      default -> throw new IllegalArgumentException(op + " has no form on integers");
    };
  }

  /** Returns the name of an atomic operation, or null if there is none. */
  static String atomic(AtomicOp op) {
    return switch (op) {
      case ADD -> "AtomicAdd";
      case OR -> "AtomicOr";
      case AND -> "AtomicAnd";
      case XOR -> "AtomicXor";
      case MIN -> "AtomicMin";
      case MAX, LRU_UPDATE -> "AtomicMax";
      case EXCHANGE -> "AtomicExchange";
      case COMPARE_EXCHANGE -> "AtomicCompare";
      default -> null;
    };
  }
}
