package dev.vireo.vir0.rules;

import dev.vireo.vir0.AtomicOp;
import dev.vireo.vir0.BinaryOp;
import dev.vireo.vir0.BufferAccess;
import dev.vireo.vir0.BufferDecl;
import dev.vireo.vir0.DataType;
import dev.vireo.vir0.DataType.Scalar;
import dev.vireo.vir0.Expr;
import dev.vireo.vir0.MemoryOrdering;
import dev.vireo.vir0.NodePath;
import dev.vireo.vir0.Rule;
import dev.vireo.vir0.tree.Scopes;
import java.util.Map;
import java.util.Optional;

/**
 * Checks an expression and finds its static type, which is null where it cannot be told. Source:
 * VIR0 section 9.
 */
final class ExpressionRules implements Expr.Visitor<DataType> {
  /** Deepest level of an expression's parts; the expression itself is level 0. */
  private static final int MAX_DEPTH = 128;

  private final Map<String, BufferDecl> buffers;
  private final Scopes scopes;
  private final boolean subgroups;
  private final ErrorList errors;
  private NodePath path;
  private int depth;

  ExpressionRules(
      Map<String, BufferDecl> buffers, Scopes scopes, boolean subgroups, ErrorList errors) {
    this.buffers = buffers;
    this.scopes = scopes;
    this.subgroups = subgroups;
    this.errors = errors;
  }

  /** Checks an expression and returns its type, or null. */
  DataType check(Expr expr, NodePath at) {
    path = at;
    depth = 0;
    return expr.accept(this);
  }

  private DataType part(String field, Expr expr) {
    NodePath outer = path;
    path = outer.field(field);
    DataType type = null;
    if (++depth > MAX_DEPTH) {
      errors.add(
          Rule.EXPRESSION_DEPTH,
          path,
          "the expression has more than " + MAX_DEPTH + " levels",
          "give names to parts of it");
    } else {
      type = expr.accept(this);
    }
    depth--;
    path = outer;
    return type;
  }

  private void error(Rule rule, String problem, String remedy) {
    errors.add(rule, path, problem, remedy);
  }

  private static String named(DataType type) {
    return type == null ? "?" : type.toString();
  }

  private BufferDecl buffer(String name) {
    BufferDecl buffer = buffers.get(name);
    if (buffer == null) {
      error(Rule.UNKNOWN_BUFFER, "there is no buffer '" + name + "'", "declare it");
    }
    return buffer;
  }

  @Override
  public DataType visit(Expr.LitU32 expr) {
    return Scalar.U32;
  }

  @Override
  public DataType visit(Expr.LitI32 expr) {
    return Scalar.I32;
  }

  @Override
  public DataType visit(Expr.LitBool expr) {
    return Scalar.BOOL;
  }

  @Override
  public DataType visit(Expr.LitF32 expr) {
    return Scalar.F32;
  }

  @Override
  public DataType visit(Expr.Var expr) {
    Scopes.Variable variable = scopes.find(expr.name());
    if (variable == null) {
      error(
          Rule.UNDECLARED,
          "no variable '" + expr.name() + "' is visible",
          "declare it before, in this scope or around it");
      return null;
    }
    return variable.type();
  }

  @Override
  public DataType visit(Expr.Load expr) {
    BufferDecl buffer = buffer(expr.buffer());
    part("index", expr.index());
    if (buffer == null) {
      return null;
    }
    if (buffer.element() == Scalar.BYTES && !buffer.bytesExtraction()) {
      error(
          Rule.BYTES,
          "a load from '" + expr.buffer() + "', whose elements are bytes",
          "declare elements of u32, i32 or f32");
    }
    return buffer.element();
  }

  @Override
  public DataType visit(Expr.BufferLength expr) {
    buffer(expr.buffer());
    return Scalar.U32;
  }

  @Override
  public DataType visit(Expr.InvocationId expr) {
    return axis(expr.axis());
  }

  @Override
  public DataType visit(Expr.WorkgroupId expr) {
    return axis(expr.axis());
  }

  @Override
  public DataType visit(Expr.LocalId expr) {
    return axis(expr.axis());
  }

  private DataType axis(int axis) {
    if (axis > 2) {
      error(Rule.AXIS, "axis " + axis, "use 0, 1 or 2");
    }
    return Scalar.U32;
  }

  @Override
  public DataType visit(Expr.Binary expr) {
    DataType left = part("left", expr.left());
    DataType right = part("right", expr.right());
    BinaryOp op = expr.op();
    if ((op == BinaryOp.DIV || op == BinaryOp.MOD) && OperatorRules.literalZero(expr.right())) {
      error(Rule.ZERO_DIVISOR, "the divisor is a literal zero", "divide by something else");
    }
    if (op.wave()) {
      error(Rule.OPERATION, op.word() + " is not available", "use the subgroup expressions");
    }
    String problem = OperatorRules.problem(op, left, right);
    if (problem != null) {
      error(
          Rule.OPERAND_TYPE,
          problem + ", here are " + named(left) + " and " + named(right),
          "insert casts");
    }
    return OperatorRules.result(op, left, right);
  }

  @Override
  public DataType visit(Expr.ExtensionBinary expr) {
    part("left", expr.left());
    part("right", expr.right());
    return Scalar.U32;
  }

  @Override
  public DataType visit(Expr.Unary expr) {
    DataType operand = part("operand", expr.operand());
    if (expr.op().unpack()) {
      error(Rule.OPERATION, expr.op().word() + " is not available", "shift and mask");
      return null;
    }
    String problem = OperatorRules.problem(expr.op(), operand);
    if (problem != null) {
      error(Rule.OPERAND_TYPE, problem + ", here is " + named(operand), "insert a cast");
    }
    return OperatorRules.result(expr.op(), operand);
  }

  @Override
  public DataType visit(Expr.ExtensionUnary expr) {
    part("operand", expr.operand());
    error(
        Rule.OPERATION,
        "nothing is registered for the operation " + expr.id(),
        "use an operation of the format");
    return null;
  }

  @Override
  public DataType visit(Expr.Call expr) {
    for (int i = 0; i < expr.arguments().size(); i++) {
      Expr argument = expr.arguments().get(i);
      if (argument instanceof Expr.BufferRef reference) {
        buffer(reference.buffer());
      } else {
        part("argument" + i, argument);
      }
    }
    return null;
  }

  @Override
  public DataType visit(Expr.Select expr) {
    part("condition", expr.condition());
    DataType ifTrue = part("ifTrue", expr.ifTrue());
    DataType ifFalse = part("ifFalse", expr.ifFalse());
    if (ifTrue != null && ifFalse != null && !ifTrue.equals(ifFalse)) {
      error(
          Rule.SELECT_TYPE,
          "the values are " + ifTrue + " and " + ifFalse,
          "cast one to the type of the other");
      return null;
    }
    return ifTrue != null && ifFalse != null ? ifTrue : null;
  }

  @Override
  public DataType visit(Expr.Cast expr) {
    DataType from = part("value", expr.value());
    DataType to = expr.target();
    if (from != null && to == Scalar.BYTES && from != Scalar.BYTES) {
      error(Rule.CAST_BYTES, "a cast from " + from + " to bytes", "load and store words");
    } else if (from != null && !OperatorRules.castable(from, to)) {
      error(Rule.CAST, "no cast leads from " + from + " to " + to, "cast through u32");
    }
    return to;
  }

  @Override
  public DataType visit(Expr.Atomic expr) {
    boolean wants = expr.op() == AtomicOp.COMPARE_EXCHANGE;
    if (wants != expr.expected().isPresent()) {
      error(
          Rule.ATOMIC_EXPECTED,
          expr.op().word() + (wants ? " has no expected value" : " has an expected value"),
          "give one to compare_exchange only");
    }
    return atomic(expr.ordering(), expr.buffer(), expr.index(), expr.expected(), expr.value());
  }

  @Override
  public DataType visit(Expr.ExtensionAtomic expr) {
    if (expr.expected().isPresent()) {
      error(
          Rule.ATOMIC_EXPECTED,
          "an extension's operation has an expected value",
          "give one to compare_exchange only");
    }
    return atomic(expr.ordering(), expr.buffer(), expr.index(), expr.expected(), expr.value());
  }

  private DataType atomic(
      MemoryOrdering ordering, String name, Expr index, Optional<Expr> expected, Expr value) {
    if (ordering == MemoryOrdering.GRID_SYNC) {
      error(Rule.ATOMIC_ORDERING, "the ordering is grid_sync", "use seq_cst");
    }
    DataType indexType = part("index", index);
    if (indexType != null && indexType != Scalar.U32) {
      error(Rule.ATOMIC_INDEX, "the index is " + indexType, "cast it to u32");
    }
    DataType expectedType = expected.isEmpty() ? null : part("expected", expected.get());
    DataType valueType = part("value", value);
    if ((valueType != null && valueType != Scalar.U32)
        || (expectedType != null && expectedType != Scalar.U32)) {
      error(
          Rule.ATOMIC_VALUE,
          "the value is " + named(valueType) + ", the expected one " + named(expectedType),
          "cast them to u32");
    }
    BufferDecl buffer = buffer(name);
    if (buffer != null) {
      checkAtomicBuffer(buffer);
    }
    return Scalar.U32;
  }

  private void checkAtomicBuffer(BufferDecl buffer) {
    if (buffer.access() == BufferAccess.WORKGROUP) {
      error(
          Rule.ATOMIC_WORKGROUP,
          "'" + buffer.name() + "' is workgroup memory",
          "use a read-write buffer");
    } else if (buffer.access() != BufferAccess.READ_WRITE) {
      error(
          Rule.ATOMIC_ACCESS,
          "'" + buffer.name() + "' is " + buffer.access().word(),
          "declare it read_write");
    }
    if (buffer.element() != Scalar.U32) {
      error(
          Rule.ATOMIC_ELEMENT,
          "the elements of '" + buffer.name() + "' are " + buffer.element(),
          "declare elements of u32");
    }
  }

  @Override
  public DataType visit(Expr.Fma expr) {
    DataType a = part("a", expr.a());
    DataType b = part("b", expr.b());
    DataType c = part("c", expr.c());
    boolean floats = floatOrUnknown(a) && floatOrUnknown(b) && floatOrUnknown(c);
    if (!floats) {
      error(
          Rule.FMA_TYPE,
          "the operands are " + named(a) + ", " + named(b) + " and " + named(c),
          "cast them to f32");
    }
    return floats && a != null && b != null && c != null ? Scalar.F32 : null;
  }

  private static boolean floatOrUnknown(DataType type) {
    return type == null || type == Scalar.F32;
  }

  private void requireSubgroups() {
    if (!subgroups) {
      error(Rule.SUBGROUP, "a subgroup operation", "run it on an engine that has them");
    }
  }

  @Override
  public DataType visit(Expr.SubgroupAdd expr) {
    DataType type = part("value", expr.value());
    requireSubgroups();
    return type;
  }

  @Override
  public DataType visit(Expr.SubgroupShuffle expr) {
    DataType type = part("value", expr.value());
    part("lane", expr.lane());
    requireSubgroups();
    return type;
  }

  @Override
  public DataType visit(Expr.SubgroupBallot expr) {
    part("condition", expr.condition());
    requireSubgroups();
    return Scalar.U32;
  }

  @Override
  public DataType visit(Expr.SubgroupLocalId expr) {
    requireSubgroups();
    return Scalar.U32;
  }

  @Override
  public DataType visit(Expr.SubgroupSize expr) {
    requireSubgroups();
    return Scalar.U32;
  }

  @Override
  public DataType visit(Expr.BufferRef expr) {
    error(
        Rule.BUFFER_VALUE,
        "the buffer '" + expr.buffer() + "' stands where a value belongs",
        "pass it to a call only");
    return null;
  }
}
