package dev.vireo.fuzz;

import dev.vireo.vir0.BinaryOp;
import dev.vireo.vir0.DataType.Scalar;
import dev.vireo.vir0.Expr;
import dev.vireo.vir0.UnaryOp;
import dev.vireo.vir0.rules.OperatorRules;
import java.util.List;
import java.util.Random;

/** Makes valid expressions at random, of the variables that are visible. */
final class RandomExpressions {
  private static final Scalar[] TYPES = {Scalar.U32, Scalar.I32, Scalar.F32, Scalar.BOOL};
  private static final BinaryOp[] COMPARISONS = {
    BinaryOp.EQ, BinaryOp.NE, BinaryOp.LT, BinaryOp.GT, BinaryOp.LE, BinaryOp.GE
  };
  private static final BinaryOp[] WORDS = {
    BinaryOp.ADD,
    BinaryOp.SUB,
    BinaryOp.MUL,
    BinaryOp.DIV,
    BinaryOp.MOD,
    BinaryOp.BIT_AND,
    BinaryOp.BIT_OR,
    BinaryOp.BIT_XOR,
    BinaryOp.SHL,
    BinaryOp.SHR,
    BinaryOp.ABS_DIFF,
    BinaryOp.MIN,
    BinaryOp.MAX,
    BinaryOp.SAT_ADD,
    BinaryOp.SAT_SUB,
    BinaryOp.SAT_MUL,
    BinaryOp.ROTL,
    BinaryOp.ROTR,
    BinaryOp.WRAP_ADD,
    BinaryOp.WRAP_SUB,
    BinaryOp.MUL_HIGH
  };
  private static final BinaryOp[] INTS = {
    BinaryOp.ADD, BinaryOp.SUB, BinaryOp.MUL, BinaryOp.MIN, BinaryOp.MAX
  };
  private static final BinaryOp[] FLOATS = {
    BinaryOp.ADD, BinaryOp.SUB, BinaryOp.MUL, BinaryOp.DIV, BinaryOp.MIN, BinaryOp.MAX
  };
  private static final UnaryOp[] FLOAT_UNARY = {
    UnaryOp.NEGATE,
    UnaryOp.ABS,
    UnaryOp.SQRT,
    UnaryOp.FLOOR,
    UnaryOp.CEIL,
    UnaryOp.ROUND,
    UnaryOp.TRUNC,
    UnaryOp.SIGN,
    UnaryOp.INVERSE_SQRT,
    UnaryOp.RECIPROCAL
  };
  private static final UnaryOp[] TRANSCENDENTAL = {
    UnaryOp.SIN,
    UnaryOp.COS,
    UnaryOp.TAN,
    UnaryOp.ASIN,
    UnaryOp.ACOS,
    UnaryOp.ATAN,
    UnaryOp.SINH,
    UnaryOp.COSH,
    UnaryOp.TANH,
    UnaryOp.EXP,
    UnaryOp.EXP2,
    UnaryOp.LOG,
    UnaryOp.LOG2
  };
  private static final UnaryOp[] BITS = {
    UnaryOp.BIT_NOT, UnaryOp.POPCOUNT, UnaryOp.CLZ, UnaryOp.CTZ, UnaryOp.REVERSE_BITS
  };
  private static final int[] SPECIAL = {
    0,
    1,
    2,
    3,
    31,
    32,
    63,
    -1,
    Integer.MIN_VALUE,
    Integer.MAX_VALUE,
    0x3F80_0000,
    0xBF80_0000,
    0x7F80_0000,
    0xFF80_0000,
    0x7FC0_0000,
    0x7F80_0001,
    1,
    0x8000_0001,
    0x8000_0000,
    0x0080_0000,
    0x7F7F_FFFF,
    0x4B80_0000,
    0x3F00_0000,
    0x4048_F5C3
  };

  private final Random random;
  private final boolean transcendental;
  private final List<Variable> variables;

  /**
   * A visible variable.
   *
   * @param mutable whether statements may assign to it
   */
  record Variable(String name, Scalar type, boolean mutable) {}

  /**
   * Begins.
   *
   * @param transcendental whether there may be operations whose results are approximations
   * @param variables those that are visible at the time of each call
   */
  RandomExpressions(Random random, boolean transcendental, List<Variable> variables) {
    this.random = random;
    this.transcendental = transcendental;
    this.variables = variables;
  }

  /** Returns a word, often one at an edge of a type. */
  int literal() {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt();
      case 1 -> random.nextInt(100) - 20;
      case 2 -> Float.floatToRawIntBits((random.nextFloat() - 0.5f) * 100);
      default -> SPECIAL[random.nextInt(SPECIAL.length)];
    };
  }

  /** Returns a type of values. */
  Scalar type() {
    return one(TYPES);
  }

  private <T> T one(T[] choices) {
    return choices[random.nextInt(choices.length)];
  }

  static Expr binary(BinaryOp op, Expr left, Expr right) {
    return new Expr.Binary(op, left, right);
  }

  /** Returns an expression with at most so many levels above its leaves. */
  Expr value(Scalar type, int depth) {
    if (depth == 0 || random.nextInt(6) == 0) {
      return leaf(type);
    }
    switch (random.nextInt(8)) {
      case 0:
        return new Expr.Select(
            value(Scalar.BOOL, depth - 1), value(type, depth - 1), value(type, depth - 1));
      case 1:
        return cast(type, depth);
      default:
        return operation(type, depth);
    }
  }

  private Expr leaf(Scalar type) {
    List<Variable> fitting = variables.stream().filter(v -> v.type() == type).toList();
    if (!fitting.isEmpty() && random.nextInt(3) > 0) {
      return new Expr.Var(fitting.get(random.nextInt(fitting.size())).name());
    }
    if (type != Scalar.BOOL && random.nextInt(3) == 0) {
      return load(type);
    }
    int bits = literal();
    return switch (type) {
      case U32 -> random.nextInt(4) == 0 ? id() : new Expr.LitU32(bits);
      case I32 -> new Expr.LitI32(bits);
      case F32 -> new Expr.LitF32(bits);
      default -> new Expr.LitBool((bits & 1) != 0);
    };
  }

  private Expr id() {
    return switch (random.nextInt(4)) {
      case 0 -> new Expr.LocalId(random.nextInt(3));
      case 1 -> new Expr.WorkgroupId(random.nextInt(3));
      case 2 -> new Expr.BufferLength("in_u32");
      default -> new Expr.InvocationId(random.nextInt(3));
    };
  }

  private Expr load(Scalar type) {
    Expr index =
        random.nextBoolean()
            ? new Expr.InvocationId(0)
            : binary(
                BinaryOp.ADD,
                new Expr.InvocationId(0),
                new Expr.LitU32(random.nextInt(RandomPrograms.ELEMENTS) - 8));
    return new Expr.Load("in_" + type, index);
  }

  private Expr cast(Scalar type, int depth) {
    Scalar from = type();
    return new Expr.Cast(type, value(from, depth - 1));
  }

  private Expr operation(Scalar type, int depth) {
    return switch (type) {
      case U32 -> word(depth);
      case I32 -> signed(depth);
      case F32 -> floating(depth);
      default -> logical(depth);
    };
  }

  private Expr word(int depth) {
    if (random.nextInt(5) == 0) {
      UnaryOp op = random.nextInt(4) == 0 ? UnaryOp.NEGATE : one(BITS);
      return new Expr.Unary(op, value(Scalar.U32, depth - 1));
    }
    BinaryOp op = one(WORDS);
    Expr right = value(Scalar.U32, depth - 1);
    if (OperatorRules.literalZero(right)) {
      right = new Expr.LitU32(7);
    }
    return binary(op, value(Scalar.U32, depth - 1), right);
  }

  private Expr signed(int depth) {
    if (random.nextInt(6) == 0) {
      return new Expr.Unary(one(BITS), value(Scalar.I32, depth - 1));
    }
    if (random.nextInt(40) == 0) {
      Expr right = value(Scalar.I32, depth - 1);
      if (!OperatorRules.literalZero(right)) {
        return binary(BinaryOp.DIV, value(Scalar.I32, depth - 1), right);
      }
    }
    return binary(one(INTS), value(Scalar.I32, depth - 1), value(Scalar.I32, depth - 1));
  }

  private Expr floating(int depth) {
    if (random.nextInt(4) == 0) {
      UnaryOp op = transcendental && random.nextBoolean() ? one(TRANSCENDENTAL) : one(FLOAT_UNARY);
      return new Expr.Unary(op, value(Scalar.F32, depth - 1));
    }
    if (random.nextInt(6) == 0) {
      return new Expr.Fma(
          value(Scalar.F32, depth - 1), value(Scalar.F32, depth - 1), value(Scalar.F32, depth - 1));
    }
    Expr right = value(Scalar.F32, depth - 1);
    if (OperatorRules.literalZero(right)) {
      right = new Expr.LitF32(0x4000_0000);
    }
    return binary(one(FLOATS), value(Scalar.F32, depth - 1), right);
  }

  private Expr logical(int depth) {
    return switch (random.nextInt(5)) {
      case 0 ->
          binary(
              random.nextBoolean() ? BinaryOp.AND : BinaryOp.OR,
              value(Scalar.BOOL, depth - 1),
              value(Scalar.BOOL, depth - 1));
      case 1 ->
          new Expr.Unary(
              UnaryOp.LOGICAL_NOT,
              value(random.nextBoolean() ? Scalar.BOOL : Scalar.U32, depth - 1));
      case 2 ->
          new Expr.Unary(
              new UnaryOp[] {UnaryOp.IS_NAN, UnaryOp.IS_INF, UnaryOp.IS_FINITE}[random.nextInt(3)],
              value(Scalar.F32, depth - 1));
      default -> {
        Scalar type = TYPES[random.nextInt(3)];
        yield binary(one(COMPARISONS), value(type, depth - 1), value(type, depth - 1));
      }
    };
  }
}
