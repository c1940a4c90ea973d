package dev.vireo.vir0;

import dev.vireo.vir0.DataType.Scalar;
import dev.vireo.vir0.rules.OperatorRules;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Builds programs in Java, with types checked as they are built. For example, one that adds 1 to
 * every element:
 *
 * <pre>{@code
 * ProgramBuilder p = ProgramBuilder.ofWorkgroup(64);
 * Buffer a = p.buffer("a", BufferAccess.READ_ONLY, Scalar.U32, 256);
 * Buffer out = p.output("out", Scalar.U32, 256);
 * Value i = p.invocation(0);
 * p.when(i.lt(out.length()), () -> out.store(i, a.load(i).add(p.u32(1))));
 * Program program = p.build();
 * }</pre>
 *
 * <p>Wrong types raise {@link IllegalArgumentException} where they are written; {@link #build()}
 * checks the rest. Not thread-safe.
 */
public final class ProgramBuilder {
  private final WorkgroupSize size;
  private final List<BufferDecl> buffers = new ArrayList<>();
  private final Deque<List<Node>> open = new ArrayDeque<>();

  private ProgramBuilder(WorkgroupSize size) {
    this.size = size;
    open.push(new ArrayList<>());
  }

  /** Starts a program with workgroups of {@code x} invocations in a row. */
  public static ProgramBuilder ofWorkgroup(int x) {
    return ofWorkgroup(x, 1, 1);
  }

  /** Starts a program with workgroups of that size. */
  public static ProgramBuilder ofWorkgroup(int x, int y, int z) {
    return new ProgramBuilder(new WorkgroupSize(x, y, z));
  }

  /**
   * A value, with its type. Every operation gives a new one, which is computed where it is used.
   */
  public final class Value {
    private final Expr expr;
    private final DataType type;

    private Value(Expr expr, DataType type) {
      this.expr = expr;
      this.type = type;
    }

    /** Returns the expression. */
    public Expr expr() {
      return expr;
    }

    /** Returns the type. */
    public DataType type() {
      return type;
    }

    /** Returns the result of an operation with this value on the left. */
    public Value apply(BinaryOp op, Value right) {
      require(!op.wave(), op.word() + " is not available", "use the subgroup expressions");
      refuse(
          OperatorRules.problem(op, type, right.type),
          op.word() + " of " + type + " and " + right.type);
      DataType result = OperatorRules.result(op, type, right.type);
      return new Value(new Expr.Binary(op, expr, right.expr), result);
    }

    /** Returns the result of an operation on this value. */
    public Value apply(UnaryOp op) {
      require(!op.unpack(), op.word() + " is not available", "shift and mask");
      refuse(OperatorRules.problem(op, type), op.word() + " of " + type);
      return new Value(new Expr.Unary(op, expr), OperatorRules.result(op, type));
    }

    /** Returns the sum. */
    public Value add(Value right) {
      return apply(BinaryOp.ADD, right);
    }

    /** Returns the difference. */
    public Value sub(Value right) {
      return apply(BinaryOp.SUB, right);
    }

    /** Returns the product. */
    public Value mul(Value right) {
      return apply(BinaryOp.MUL, right);
    }

    /** Returns the quotient. */
    public Value div(Value right) {
      return apply(BinaryOp.DIV, right);
    }

    /** Returns the remainder. */
    public Value mod(Value right) {
      return apply(BinaryOp.MOD, right);
    }

    /** Returns whether the values are equal. */
    public Value eq(Value right) {
      return apply(BinaryOp.EQ, right);
    }

    /** Returns whether the values differ. */
    public Value ne(Value right) {
      return apply(BinaryOp.NE, right);
    }

    /** Returns whether this value is less. */
    public Value lt(Value right) {
      return apply(BinaryOp.LT, right);
    }

    /** Returns this value as another type. */
    public Value as(DataType target) {
      require(
          target != Scalar.BYTES && OperatorRules.castable(type, target),
          "a cast from " + type + " to " + target,
          "there is no such cast");
      return new Value(new Expr.Cast(target, expr), target);
    }

    /** Returns one of two values of one type by this condition; both are computed. */
    public Value select(Value ifTrue, Value ifFalse) {
      require(
          ifTrue.type.equals(ifFalse.type),
          "a select of " + ifTrue.type + " and " + ifFalse.type,
          "both must have one type");
      return new Value(new Expr.Select(expr, ifTrue.expr, ifFalse.expr), ifTrue.type);
    }
  }

  /** A variable. */
  public final class Variable {
    private final String name;
    private final DataType type;

    private Variable(String name, DataType type) {
      this.name = name;
      this.type = type;
    }

    /** Returns its value. */
    public Value get() {
      return new Value(new Expr.Var(name), type);
    }

    /** Changes it. */
    public void set(Value value) {
      require(
          value.type.equals(type),
          "an assignment of " + value.type + " to '" + name + "' of type " + type,
          "cast the value");
      add(new Node.Assign(name, value.expr));
    }
  }

  /** A buffer. */
  public final class Buffer {
    private final BufferDecl declaration;

    private Buffer(BufferDecl declaration) {
      this.declaration = declaration;
    }

    /** Returns the number of elements that the buffer really has. */
    public Value length() {
      return new Value(new Expr.BufferLength(declaration.name()), Scalar.U32);
    }

    /** Returns an element. */
    public Value load(Value index) {
      requireIndex(index);
      return new Value(new Expr.Load(declaration.name(), index.expr), declaration.element());
    }

    /** Stores an element. */
    public void store(Value index, Value value) {
      requireIndex(index);
      require(
          declaration.access().writable(),
          "a store to '" + declaration.name() + "'",
          "it is " + declaration.access().word());
      require(
          OperatorRules.storable(value.type, declaration.element()),
          "a store of " + value.type + " to '" + declaration.name() + "'",
          "its elements are " + declaration.element());
      add(new Node.Store(declaration.name(), index.expr, value.expr));
    }

    /** Returns the old value of an element that an atomic operation changes, not a compare. */
    public Value atomic(AtomicOp op, Value index, Value value) {
      require(
          op != AtomicOp.COMPARE_EXCHANGE && op != AtomicOp.COMPARE_EXCHANGE_WEAK,
          op.word(),
          "call compareExchange");
      return atomic(op, index, Optional.empty(), value);
    }

    /** Returns the old value of an element that is replaced if it equals the expected one. */
    public Value compareExchange(Value index, Value expected, Value value) {
      requireWord(expected);
      return atomic(AtomicOp.COMPARE_EXCHANGE, index, Optional.of(expected.expr), value);
    }

    private Value atomic(AtomicOp op, Value index, Optional<Expr> expected, Value value) {
      requireIndex(index);
      requireWord(value);
      require(
          declaration.access() == BufferAccess.READ_WRITE && declaration.element() == Scalar.U32,
          op.word() + " on '" + declaration.name() + "'",
          "atomics take read_write buffers of u32");
      Expr expr =
          new Expr.Atomic(
              op, MemoryOrdering.SEQ_CST, declaration.name(), index.expr, expected, value.expr);
      return new Value(expr, Scalar.U32);
    }

    private void requireIndex(Value index) {
      require(index.type == Scalar.U32, "an index of type " + index.type, "cast it to u32");
    }

    private void requireWord(Value value) {
      require(value.type == Scalar.U32, "an atomic on a " + value.type, "cast it to u32");
    }
  }

  private static void require(boolean holds, String what, String problem) {
    refuse(holds ? null : problem, what);
  }

  private static void refuse(@Nullable String problem, String what) {
    if (problem != null) {
      throw new IllegalArgumentException(what + ": " + problem);
    }
  }

  private void add(Node node) {
    open.element().add(node);
  }

  /** Declares a buffer; its binding is its place among the buffers. */
  public Buffer buffer(String name, BufferAccess access, DataType element, long count) {
    return declare(BufferDecl.of(name, buffers.size(), access, element, count));
  }

  /**
   * Declares the program's output.
   *
   * @param count elements, at least 1: without any, readers refuse the program's bytes
   */
  public Buffer output(String name, DataType element, long count) {
    require(count >= 1, "output '" + name + "' of " + count + " elements", "declare at least 1");
    BufferDecl buffer =
        BufferDecl.of(name, buffers.size(), BufferAccess.READ_WRITE, element, count);
    return declare(buffer.asOutput());
  }

  private Buffer declare(BufferDecl buffer) {
    buffers.add(buffer);
    return new Buffer(buffer);
  }

  /** Returns an unsigned literal; negative ints stand for the upper half. */
  public Value u32(int value) {
    return new Value(new Expr.LitU32(value), Scalar.U32);
  }

  /** Returns a signed literal. */
  public Value i32(int value) {
    return new Value(new Expr.LitI32(value), Scalar.I32);
  }

  /** Returns a float literal. */
  public Value f32(float value) {
    return new Value(new Expr.LitF32(Float.floatToRawIntBits(value)), Scalar.F32);
  }

  /** Returns a truth value. */
  public Value bool(boolean value) {
    return new Value(new Expr.LitBool(value), Scalar.BOOL);
  }

  private static int axis(int axis) {
    require(axis >= 0 && axis <= 2, "axis " + axis, "pass 0, 1 or 2");
    return axis;
  }

  /** Returns the position in the grid along an axis, in invocations. */
  public Value invocation(int axis) {
    return new Value(new Expr.InvocationId(axis(axis)), Scalar.U32);
  }

  /** Returns the workgroup's position in the grid along an axis. */
  public Value workgroup(int axis) {
    return new Value(new Expr.WorkgroupId(axis(axis)), Scalar.U32);
  }

  /** Returns the position in the workgroup along an axis. */
  public Value local(int axis) {
    return new Value(new Expr.LocalId(axis(axis)), Scalar.U32);
  }

  /** Returns {@code a * b + c} of floats, rounded once. */
  public Value fma(Value a, Value b, Value c) {
    boolean floats = a.type == Scalar.F32 && b.type == Scalar.F32 && c.type == Scalar.F32;
    require(floats, "fma of " + a.type + ", " + b.type + " and " + c.type, "it takes f32");
    return new Value(new Expr.Fma(a.expr, b.expr, c.expr), Scalar.F32);
  }

  /** Declares a variable in the list that is being built. */
  public Variable let(String name, Value value) {
    add(new Node.Let(name, value.expr));
    return new Variable(name, value.type);
  }

  private List<Node> list(Runnable statements) {
    open.push(new ArrayList<>());
    try {
      statements.run();
      return List.copyOf(open.element());
    } finally {
      open.pop();
    }
  }

  /** Adds statements that run if the condition, a u32 or bool, holds. */
  public void when(Value condition, Runnable then) {
    when(condition, then, () -> {});
  }

  /** Adds statements that run if the condition, a u32 or bool, holds, and others if not. */
  public void when(Value condition, Runnable then, Runnable otherwise) {
    require(
        OperatorRules.condition(condition.type),
        "a condition of type " + condition.type,
        "cast it to bool");
    add(new Node.If(condition.expr, list(then), list(otherwise)));
  }

  /** Adds statements that run for each value from {@code from} to below {@code to}, both u32. */
  public void loop(String name, Value from, Value to, Consumer<Value> body) {
    require(
        from.type == Scalar.U32 && to.type == Scalar.U32,
        "a loop from " + from.type + " to " + to.type,
        "bounds are u32");
    Value variable = new Value(new Expr.Var(name), Scalar.U32);
    add(new Node.Loop(name, from.expr, to.expr, list(() -> body.accept(variable))));
  }

  /** Adds statements with a scope of their own. */
  public void block(Runnable statements) {
    add(new Node.Block(list(statements)));
  }

  /** Adds a barrier for the workgroup. */
  public void barrier() {
    add(new Node.Barrier(MemoryOrdering.SEQ_CST));
  }

  /** Adds the end of the invocation; it must be the last statement of its list. */
  public void end() {
    add(new Node.Return());
  }

  /** Adds any statement. */
  public void statement(Node node) {
    add(node);
  }

  /**
   * Returns the program.
   *
   * @throws InvalidProgramException if it breaks a rule; subgroup operations are allowed
   */
  public Program build() {
    if (open.size() != 1) {
      throw new IllegalStateException("a statement is still being built; build after it");
    }
    return ProgramValidator.require(Program.of(size, buffers, open.element()), true);
  }
}
