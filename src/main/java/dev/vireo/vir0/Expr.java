package dev.vireo.vir0;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** An expression of a program. Source: VIR0 section 6, and 12 for {@link BufferRef}. */
public sealed interface Expr {
  /** Calls the method of {@code visitor} that belongs to this kind, and returns its result. */
  <R> R accept(Visitor<R> visitor);

  /** A computation over all kinds; a new kind does not compile before every one knows it. */
  interface Visitor<R> {
    /** Called for a LitU32. */
    R visit(LitU32 expr);

    /** Called for a LitI32. */
    R visit(LitI32 expr);

    /** Called for a LitBool. */
    R visit(LitBool expr);

    /** Called for a LitF32. */
    R visit(LitF32 expr);

    /** Called for a Var. */
    R visit(Var expr);

    /** Called for a Load. */
    R visit(Load expr);

    /** Called for a BufferLength. */
    R visit(BufferLength expr);

    /** Called for an InvocationId. */
    R visit(InvocationId expr);

    /** Called for a WorkgroupId. */
    R visit(WorkgroupId expr);

    /** Called for a LocalId. */
    R visit(LocalId expr);

    /** Called for a Binary. */
    R visit(Binary expr);

    /** Called for an ExtensionBinary. */
    R visit(ExtensionBinary expr);

    /** Called for an Unary. */
    R visit(Unary expr);

    /** Called for an ExtensionUnary. */
    R visit(ExtensionUnary expr);

    /** Called for a Call. */
    R visit(Call expr);

    /** Called for a Select. */
    R visit(Select expr);

    /** Called for a Cast. */
    R visit(Cast expr);

    /** Called for an Atomic. */
    R visit(Atomic expr);

    /** Called for an ExtensionAtomic. */
    R visit(ExtensionAtomic expr);

    /** Called for a Fma. */
    R visit(Fma expr);

    /** Called for a SubgroupAdd. */
    R visit(SubgroupAdd expr);

    /** Called for a SubgroupShuffle. */
    R visit(SubgroupShuffle expr);

    /** Called for a SubgroupBallot. */
    R visit(SubgroupBallot expr);

    /** Called for a SubgroupLocalId. */
    R visit(SubgroupLocalId expr);

    /** Called for a SubgroupSize. */
    R visit(SubgroupSize expr);

    /** Called for a BufferRef. */
    R visit(BufferRef expr);
  }

  /** An unsigned integer; the bits of the value. */
  record LitU32(int bits) implements Expr {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** A signed integer. */
  record LitI32(int value) implements Expr {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** A truth value. */
  record LitBool(boolean value) implements Expr {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** A float, as its bits; what is not canonical is made so when it is used and written. */
  record LitF32(int bits) implements Expr {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** The value of a variable. */
  record Var(String name) implements Expr {
    /** Refuses null. */
    public Var {
      Objects.requireNonNull(name, "name");
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** An element of a buffer; beyond its end a zero. */
  record Load(String buffer, Expr index) implements Expr {
    /** Refuses null. */
    public Load {
      Objects.requireNonNull(buffer, "buffer");
      Objects.requireNonNull(index, "index");
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** The number of elements that a buffer really has. */
  record BufferLength(String buffer) implements Expr {
    /** Refuses null. */
    public BufferLength {
      Objects.requireNonNull(buffer, "buffer");
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** Position in the grid, in invocations, along an axis. */
  record InvocationId(int axis) implements Expr {
    /**
     * Checks the figure.
     *
     * @throws IllegalArgumentException when {@code axis} is not between 0 and 255
     */
    public InvocationId {
      requireAxis(axis);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** Position of the workgroup in the grid along an axis. */
  record WorkgroupId(int axis) implements Expr {
    /**
     * Checks the figure.
     *
     * @throws IllegalArgumentException when {@code axis} is not between 0 and 255
     */
    public WorkgroupId {
      requireAxis(axis);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** Position in the workgroup along an axis. */
  record LocalId(int axis) implements Expr {
    /**
     * Checks the figure.
     *
     * @throws IllegalArgumentException when {@code axis} is not between 0 and 255
     */
    public LocalId {
      requireAxis(axis);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** An operation on two values, the left one evaluated first. */
  record Binary(BinaryOp op, Expr left, Expr right) implements Expr {
    /** Refuses null. */
    public Binary {
      Objects.requireNonNull(op, "op");
      Objects.requireNonNull(left, "left");
      Objects.requireNonNull(right, "right");
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** An operation on two values that an extension defines; id is 2^31 to 2^32-1. */
  record ExtensionBinary(long id, Expr left, Expr right) implements Expr {
    /**
     * Refuses null.
     *
     * @throws IllegalArgumentException when {@code id} is not between 0 and 2^32 - 1
     */
    public ExtensionBinary {
      U32.require("id", id);
      Objects.requireNonNull(left, "left");
      Objects.requireNonNull(right, "right");
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** An operation on one value. */
  record Unary(UnaryOp op, Expr operand) implements Expr {
    /** Refuses null. */
    public Unary {
      Objects.requireNonNull(op, "op");
      Objects.requireNonNull(operand, "operand");
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** An operation on one value that an extension defines; id is 2^31 to 2^32-1. */
  record ExtensionUnary(long id, Expr operand) implements Expr {
    /**
     * Refuses null.
     *
     * @throws IllegalArgumentException when {@code id} is not between 0 and 2^32 - 1
     */
    public ExtensionUnary {
      U32.require("id", id);
      Objects.requireNonNull(operand, "operand");
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** The result of a registered operation. */
  record Call(String op, List<Expr> arguments) implements Expr {
    /** Keeps a copy of the list, and refuses null. */
    public Call {
      Objects.requireNonNull(op, "op");
      arguments = List.copyOf(arguments);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** One of two values; both are evaluated. */
  record Select(Expr condition, Expr ifTrue, Expr ifFalse) implements Expr {
    /** Refuses null. */
    public Select {
      Objects.requireNonNull(condition, "condition");
      Objects.requireNonNull(ifTrue, "ifTrue");
      Objects.requireNonNull(ifFalse, "ifFalse");
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** The value as another type. */
  record Cast(DataType target, Expr value) implements Expr {
    /** Refuses null. */
    public Cast {
      Objects.requireNonNull(target, "target");
      Objects.requireNonNull(value, "value");
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** An atomic operation on an element of a buffer; its old value, or 0 beyond the end. */
  record Atomic(
      AtomicOp op,
      MemoryOrdering ordering,
      String buffer,
      Expr index,
      Optional<Expr> expected,
      Expr value)
      implements Expr {
    /** Refuses null. */
    public Atomic {
      Objects.requireNonNull(op, "op");
      Objects.requireNonNull(ordering, "ordering");
      Objects.requireNonNull(buffer, "buffer");
      Objects.requireNonNull(index, "index");
      Objects.requireNonNull(expected, "expected");
      Objects.requireNonNull(value, "value");
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** An atomic operation that an extension defines; id is 2^31 to 2^32-1. */
  record ExtensionAtomic(
      long id,
      MemoryOrdering ordering,
      String buffer,
      Expr index,
      Optional<Expr> expected,
      Expr value)
      implements Expr {
    /**
     * Refuses null.
     *
     * @throws IllegalArgumentException when {@code id} is not between 0 and 2^32 - 1
     */
    public ExtensionAtomic {
      U32.require("id", id);
      Objects.requireNonNull(ordering, "ordering");
      Objects.requireNonNull(buffer, "buffer");
      Objects.requireNonNull(index, "index");
      Objects.requireNonNull(expected, "expected");
      Objects.requireNonNull(value, "value");
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** {@code a * b + c}, rounded once. */
  record Fma(Expr a, Expr b, Expr c) implements Expr {
    /** Refuses null. */
    public Fma {
      Objects.requireNonNull(a, "a");
      Objects.requireNonNull(b, "b");
      Objects.requireNonNull(c, "c");
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** Sum over the subgroup, up to 32 consecutive invocations of a workgroup. */
  record SubgroupAdd(Expr value) implements Expr {
    /** Refuses null. */
    public SubgroupAdd {
      Objects.requireNonNull(value, "value");
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** The value of another invocation of the subgroup. */
  record SubgroupShuffle(Expr value, Expr lane) implements Expr {
    /** Refuses null. */
    public SubgroupShuffle {
      Objects.requireNonNull(value, "value");
      Objects.requireNonNull(lane, "lane");
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** Bit i is whether the condition holds in invocation i of the subgroup. */
  record SubgroupBallot(Expr condition) implements Expr {
    /** Refuses null. */
    public SubgroupBallot {
      Objects.requireNonNull(condition, "condition");
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** Position in the subgroup; the reference has none. */
  record SubgroupLocalId() implements Expr {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** Size of the subgroup; the reference has none. */
  record SubgroupSize() implements Expr {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  /** A buffer as an argument of a call (version 5). */
  record BufferRef(String buffer) implements Expr {
    /** Refuses null. */
    public BufferRef {
      Objects.requireNonNull(buffer, "buffer");
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.visit(this);
    }
  }

  private static void requireAxis(int axis) {
    if ((axis & ~0xFF) != 0) {
      throw new IllegalArgumentException("axis is " + axis + "; the wire format has 0 to 255");
    }
  }
}
