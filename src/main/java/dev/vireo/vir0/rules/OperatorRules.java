package dev.vireo.vir0.rules;

import dev.vireo.vir0.BinaryOp;
import dev.vireo.vir0.DataType;
import dev.vireo.vir0.DataType.Scalar;
import dev.vireo.vir0.Expr;
import dev.vireo.vir0.UnaryOp;

/**
 * What types operations take and give. A null type is one that cannot be told, and passes. Source:
 * VIR0 section 9.
 */
public final class OperatorRules {
  private OperatorRules() {}

  static boolean word(DataType type) {
    return type == Scalar.U32 || type == Scalar.I32;
  }

  private static boolean wordOrFloat(DataType type) {
    return word(type) || type == Scalar.F32;
  }

  public static boolean condition(DataType type) {
    return type == null || type == Scalar.U32 || type == Scalar.BOOL;
  }

  /** Returns the static type of an operation's result. */
  public static DataType result(BinaryOp op, DataType left, DataType right) {
    return switch (op) {
      case ADD, SUB, MUL, DIV, MIN, MAX, SAT_ADD, SAT_SUB, SAT_MUL ->
          left != null && left.equals(right) ? left : Scalar.U32;
      case EQ, NE, LT, GT, LE, GE, AND, OR -> Scalar.BOOL;
      default -> Scalar.U32;
    };
  }

  /** Returns the static type of an operation's result, or null. */
  public static DataType result(UnaryOp op, DataType operand) {
    if (op == UnaryOp.NEGATE || op.bitwise()) {
      return operand;
    }
    if (op == UnaryOp.LOGICAL_NOT || op.classifies()) {
      return Scalar.BOOL;
    }
    return op.unpack() ? null : Scalar.F32;
  }

  /** Returns what is wrong with the operands, or null. */
  public static String problem(BinaryOp op, DataType left, DataType right) {
    return switch (op) {
      case ADD, SUB, MUL, DIV, MIN, MAX, ABS_DIFF, SAT_ADD, SAT_SUB, SAT_MUL ->
          arithmetic(op, left, right);
      case MOD, BIT_AND, BIT_OR, BIT_XOR ->
          (left == null || word(left))
                  && (right == null || word(right))
                  && (left == null || right == null || left.equals(right))
              ? null
              : op.word() + " takes two u32 or two i32";
      case SHL, SHR, ROTL, ROTR ->
          (left == null || left == Scalar.U32) && (right == null || right == Scalar.U32)
              ? null
              : op.word() + " takes two u32";
      case AND, OR -> condition(left) && condition(right) ? null : op.word() + " takes u32 or bool";
      case EQ, NE, LT, GT, LE, GE ->
          left == null || right == null || left.equals(right)
              ? null
              : op.word() + " compares values of one type";
      default -> null;
    };
  }

  private static String arithmetic(BinaryOp op, DataType left, DataType right) {
    if (left == Scalar.BOOL || right == Scalar.BOOL) {
      return op.word() + " takes no bool";
    }
    if (left == null || right == null) {
      return null;
    }
    if (wide(left) || wide(right)) {
      return op.word() + " takes no 64-bit integers";
    }
    boolean saturating = op == BinaryOp.SAT_ADD || op == BinaryOp.SAT_SUB || op == BinaryOp.SAT_MUL;
    if (saturating && (left != Scalar.U32 || right != Scalar.U32)) {
      return op.word() + " takes two u32";
    }
    if (op == BinaryOp.ABS_DIFF && (left == Scalar.I32 || right == Scalar.I32)) {
      return op.word() + " takes no i32, whose difference can overflow";
    }
    boolean mixed = wordOrFloat(left) && wordOrFloat(right) && left != right;
    return mixed ? op.word() + " takes two values of one type" : null;
  }

  private static boolean wide(DataType type) {
    return type == Scalar.U64 || type == Scalar.I64;
  }

  /** Returns what is wrong with the operand, or null. */
  public static String problem(UnaryOp op, DataType operand) {
    if (operand == null) {
      return null;
    }
    if (op == UnaryOp.NEGATE) {
      return operand == Scalar.U32 || operand == Scalar.F32
          ? null
          : "negate takes u32 or f32 (write 0 - x for i32)";
    }
    if (op == UnaryOp.LOGICAL_NOT) {
      return condition(operand) ? null : "logical_not takes u32 or bool";
    }
    if (op.bitwise()) {
      return word(operand) || operand == Scalar.U64 ? null : op.word() + " takes u32, i32 or u64";
    }
    return operand == Scalar.F32 ? null : op.word() + " takes f32";
  }

  /** Says whether there is such a cast, from and to types other than bytes. */
  public static boolean castable(DataType from, DataType to) {
    if (from.equals(to)) {
      return true;
    }
    if (!(from instanceof Scalar source) || !(to instanceof Scalar target)) {
      return false;
    }
    if (source.integerLike() && target.integerLike()) {
      return true;
    }
    return switch (source) {
      case U32, I32, BOOL ->
          target == Scalar.VEC2U32 || target == Scalar.VEC4U32 || target == Scalar.F32;
      case U64 -> target == Scalar.VEC2U32;
      case VEC2U32 -> word(target) || target == Scalar.U64 || target == Scalar.BOOL;
      case VEC4U32 ->
          word(target) || target == Scalar.VEC2U32 || target == Scalar.U64 || target == Scalar.BOOL;
      case F32 -> word(target) || target == Scalar.BOOL;
      default -> false;
    };
  }

  /** Says whether a value of that type can be stored into an element. */
  public static boolean storable(DataType value, DataType element) {
    return value == null
        || value.equals(element)
        || (value == Scalar.U32 && bytesOrBool(element))
        || (bytesOrBool(value) && element == Scalar.U32);
  }

  private static boolean bytesOrBool(DataType type) {
    return type == Scalar.BYTES || type == Scalar.BOOL;
  }

  /** Says whether a divisor is a literal zero, through casts too. */
  public static boolean literalZero(Expr expr) {
    if (expr instanceof Expr.Cast cast) {
      return literalZero(cast.value());
    }
    return (expr instanceof Expr.LitU32 u && u.bits() == 0)
        || (expr instanceof Expr.LitI32 i && i.value() == 0)
        || (expr instanceof Expr.LitF32 f && Float.intBitsToFloat(f.bits()) == 0);
  }
}
