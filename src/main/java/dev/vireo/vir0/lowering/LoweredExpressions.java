package dev.vireo.vir0.lowering;

import static dev.vireo.vir0.bytecode.BytecodeAssembler.NONE;

import dev.vireo.vir0.BinaryOp;
import dev.vireo.vir0.DataType;
import dev.vireo.vir0.Expr;
import dev.vireo.vir0.NodePath;
import dev.vireo.vir0.Program;
import dev.vireo.vir0.UnaryOp;
import dev.vireo.vir0.UnsupportedProgramException;
import dev.vireo.vir0.bytecode.BytecodeAssembler;
import dev.vireo.vir0.bytecode.BytecodeOp;
import dev.vireo.vir0.tree.DeviceExpressions;
import dev.vireo.vir0.values.FloatOps;
import dev.vireo.vir0.values.RuntimeTypes;
import dev.vireo.vir0.values.Values;
import java.util.Optional;

/** Turns expressions into instructions. */
final class LoweredExpressions implements DeviceExpressions<Operand> {
  private final BytecodeAssembler out;
  private final LoweredBuffers buffers;
  private final LoweredVariables variables;
  private final LoweredValues values;
  private final LoweredInputs inputs;
  private final LoweredArithmetic arithmetic;
  private final LoweredSubgroups subgroups;

  LoweredExpressions(
      BytecodeAssembler out,
      LoweredBuffers buffers,
      LoweredVariables variables,
      LoweredValues values) {
    this.out = out;
    this.buffers = buffers;
    this.variables = variables;
    this.values = values;
    this.inputs = new LoweredInputs(out, buffers, variables, values);
    this.arithmetic = new LoweredArithmetic(out, values);
    this.subgroups = new LoweredSubgroups(out, values);
  }

  /** Says whether what follows is in control flow that differs between invocations. */
  void setDivergent(boolean value) {
    subgroups.setDivergent(value);
  }

  /** Reads what expressions of the program use, at its begin. */
  void prepare(Program program) {
    inputs.prepare(program);
  }

  @Override
  public UnsupportedProgramException unsupported(String construct) {
    return values.unsupported(construct);
  }

  /** Computes an expression. */
  Operand compute(Expr expr, NodePath at) {
    return compute(expr, at, NONE);
  }

  /** Computes an expression, into {@code target} if an instruction computes it at all. */
  private Operand compute(Expr expr, NodePath at, int target) {
    NodePath outer = out.place();
    out.at(at);
    values.want(target);
    Operand result = expr.accept(this);
    values.want(NONE);
    out.at(outer);
    return result;
  }

  /** Computes an expression into a register. */
  void computeInto(int register, Expr expr, NodePath at) {
    Operand value = compute(expr, at, register);
    if (value.operand() != register) {
      out.emit(BytecodeOp.MOV, register, value.operand());
    }
  }

  private Operand part(String field, Expr expr) {
    NodePath outer = out.place();
    int target = values.wantAnywhere();
    out.at(outer.field(field));
    Operand result = expr.accept(this);
    out.at(outer);
    values.want(target);
    return result;
  }

  /** Jumps to a label unless a condition holds. */
  void jumpUnless(Expr condition, int label, NodePath at) {
    NodePath outer = out.place();
    out.at(at);
    if (condition instanceof Expr.Binary binary && binary.op().comparison()) {
      jumpUnless(binary, label);
    } else if (condition instanceof Expr.Unary not && not.op() == UnaryOp.LOGICAL_NOT) {
      Operand operand = part("operand", not.operand());
      if (RuntimeTypes.unary(UnaryOp.LOGICAL_NOT, operand.types()) == 0) {
        values.typeTrap(operand);
      }
      out.jump(BytecodeOp.BRT, values.truth(operand), NONE, label);
    } else {
      Operand value = condition.accept(this);
      if (values.constants(value)) {
        if (!Values.truth(values.value(value))) {
          out.jump(BytecodeOp.JUMP, NONE, NONE, label);
        }
      } else {
        out.jump(BytecodeOp.BRF, values.truth(value), NONE, label);
      }
    }
    out.at(outer);
  }

  private void jumpUnless(Expr.Binary comparison, int label) {
    Operand left = part("left", comparison.left());
    Operand right = part("right", comparison.right());
    int type = arithmetic.commonType(comparison.op(), left, right);
    if (type < 0) {
      values.typeTrap(left);
      return;
    }
    OpcodeTable.Choice choice = OpcodeTable.unless(comparison.op(), type);
    int a = choice.swapped() ? right.operand() : left.operand();
    int b = choice.swapped() ? left.operand() : right.operand();
    out.jump(choice.op(), a, b, label);
  }

  @Override
  public Operand visit(Expr.LitU32 expr) {
    return values.constant(Values.U32_TYPE, expr.bits());
  }

  @Override
  public Operand visit(Expr.LitI32 expr) {
    return values.constant(Values.I32_TYPE, expr.value());
  }

  @Override
  public Operand visit(Expr.LitBool expr) {
    return values.constant(Values.BOOL_TYPE, expr.value() ? 1 : 0);
  }

  @Override
  public Operand visit(Expr.LitF32 expr) {
    return values.constant(Values.F32_TYPE, FloatOps.canonical(expr.bits()));
  }

  @Override
  public Operand visit(Expr.Var expr) {
    return variables.value(expr.name());
  }

  @Override
  public Operand visit(Expr.BufferLength expr) {
    return inputs.length(expr.buffer());
  }

  @Override
  public Operand visit(Expr.InvocationId expr) {
    return inputs.invocationId(expr.axis());
  }

  @Override
  public Operand visit(Expr.WorkgroupId expr) {
    return inputs.workgroupId(expr.axis());
  }

  @Override
  public Operand visit(Expr.LocalId expr) {
    return inputs.localId(expr.axis());
  }

  /** Two values whose sum is an index; the second is {@link BytecodeAssembler#NONE} if it is 0. */
  record Address(int a, int b) {}

  /** Computes an index, but leaves a last addition to the access. */
  Address address(Expr expr, NodePath at) {
    NodePath outer = out.place();
    out.at(at);
    Address address = address(expr);
    out.at(outer);
    return address;
  }

  private Address address(Expr expr) {
    if (expr instanceof Expr.Binary sum) {
      boolean add = sum.op() == BinaryOp.ADD || sum.op() == BinaryOp.WRAP_ADD;
      boolean sub = sum.op() == BinaryOp.SUB || sum.op() == BinaryOp.WRAP_SUB;
      if (sub && !(sum.right() instanceof Expr.LitU32)) {
        sub = false;
      }
      boolean product = sum.left() instanceof Expr.Binary mul && mul.op() == BinaryOp.MUL;
      boolean literal = sum.right() instanceof Expr.LitU32;
      if (sub || (add && (literal || !product))) {
        return sum(sum, sub);
      }
    }
    return new Address(values.index(expr.accept(this), "an index"), NONE);
  }

  private Address sum(Expr.Binary sum, boolean negative) {
    Operand left = part("left", sum.left());
    Operand right = part("right", sum.right());
    if (left.types() != RuntimeTypes.U32 || right.types() != RuntimeTypes.U32) {
      Operand value = arithmetic.binary(sum.op(), left, right);
      return new Address(values.index(value, "an index"), NONE);
    }
    int b = negative ? out.constant(-out.bits(right.operand())) : right.operand();
    if (values.constants(left, right)) {
      return new Address(out.constant(out.bits(left.operand()) + out.bits(b)), NONE);
    }
    return new Address(left.operand(), b);
  }

  @Override
  public Operand visit(Expr.Load expr) {
    DataType element = buffers.declaration(expr.buffer()).element();
    int type = Values.loadedType(element);
    if (type < 0) {
      throw unsupported("a load of an element of type " + element);
    }
    int target = values.wantAnywhere();
    Address address = address(expr.index(), out.place().field("index"));
    values.want(target);
    boolean floating = type == Values.F32_TYPE;
    boolean plain = address.b() == NONE;
    BytecodeOp op =
        buffers.workgroup(expr.buffer())
            ? plain
                ? floating ? BytecodeOp.LDFW : BytecodeOp.LDW
                : floating ? BytecodeOp.LDXFW : BytecodeOp.LDXW
            : plain
                ? floating ? BytecodeOp.LDF : BytecodeOp.LD
                : floating ? BytecodeOp.LDXF : BytecodeOp.LDX;
    int d = values.target();
    out.emit(op, d, address.a(), address.b(), buffers.number(expr.buffer(), out.place()));
    return new Operand(d, 1 << type);
  }

  @Override
  public Operand visit(Expr.Binary expr) {
    Operand fused = multiplyAdd(expr);
    if (fused != null) {
      return fused;
    }
    Operand left = part("left", expr.left());
    Operand right = part("right", expr.right());
    return arithmetic.binary(expr.op(), left, right);
  }

  private static Expr.Binary product(Expr expr) {
    return expr instanceof Expr.Binary binary && binary.op() == BinaryOp.MUL ? binary : null;
  }

  /**
   * Computes a sum with a product in one instruction; null, and nothing computed, if it is none.
   */
  private Operand multiplyAdd(Expr.Binary expr) {
    Expr.Binary left = product(expr.left());
    Expr.Binary right = product(expr.right());
    boolean add = expr.op() == BinaryOp.ADD || expr.op() == BinaryOp.WRAP_ADD;
    if (left != null && (add || expr.op() == BinaryOp.SUB)) {
      Operand[] factors = factors("left", left);
      Operand other = part("right", expr.right());
      return arithmetic.multiplyAdd(expr.op(), factors, other, true);
    }
    if (right != null && add) {
      Operand other = part("left", expr.left());
      Operand[] factors = factors("right", right);
      return arithmetic.multiplyAdd(expr.op(), factors, other, false);
    }
    return null;
  }

  private Operand[] factors(String field, Expr.Binary product) {
    NodePath outer = out.place();
    out.at(outer.field(field));
    Operand[] factors = {part("left", product.left()), part("right", product.right())};
    out.at(outer);
    return factors;
  }

  @Override
  public Operand visit(Expr.Unary expr) {
    return arithmetic.unary(expr.op(), part("operand", expr.operand()));
  }

  @Override
  public Operand visit(Expr.Select expr) {
    Operand condition = part("condition", expr.condition());
    Operand ifTrue = part("ifTrue", expr.ifTrue());
    Operand ifFalse = part("ifFalse", expr.ifFalse());
    if (values.constants(condition)) {
      return Values.truth(values.value(condition)) ? ifTrue : ifFalse;
    }
    int c = out.forFieldC(values.truth(condition));
    int types = ifTrue.types() | ifFalse.types();
    return values.result(BytecodeOp.SELECT, types, ifTrue.operand(), ifFalse.operand(), c);
  }

  @Override
  public Operand visit(Expr.Cast expr) {
    Operand value = part("value", expr.value());
    int target = Values.typeOf(expr.target());
    if (target < 0) {
      throw unsupported("a cast to " + expr.target());
    }
    return arithmetic.cast(target, value);
  }

  @Override
  public Operand visit(Expr.Atomic expr) {
    BytecodeOp op = OpcodeTable.atomic(expr.op());
    if (op == null) {
      throw unsupported("the atomic operation " + expr.op().word());
    }
    int index = values.index(part("index", expr.index()), "an index");
    Optional<Operand> expected = expr.expected().map(own -> part("expected", own));
    int compare = expected.isEmpty() ? NONE : values.index(expected.get(), "an expected value");
    int value = values.index(part("value", expr.value()), "an atomic value");
    int buffer = buffers.number(expr.buffer(), out.place());
    int d;
    if (op == BytecodeOp.ACAS) {
      d = out.register();
      out.emit(BytecodeOp.MOV, d, compare);
    } else {
      d = values.target();
    }
    out.emit(op, d, index, value, buffer);
    return new Operand(d, RuntimeTypes.U32);
  }

  @Override
  public Operand visit(Expr.Fma expr) {
    Operand a = part("a", expr.a());
    Operand b = part("b", expr.b());
    Operand c = part("c", expr.c());
    if (a.types() == 0 || b.types() == 0 || c.types() == 0) {
      return new Operand(out.constant(0), 0);
    }
    int third = out.forFieldC(c.operand());
    return values.result(BytecodeOp.FMA, RuntimeTypes.F32, a.operand(), b.operand(), third);
  }

  @Override
  public Operand visit(Expr.SubgroupAdd expr) {
    subgroups.requireNoAtomics(expr.value());
    return subgroups.add(subgroups.operand(part("value", expr.value())));
  }

  @Override
  public Operand visit(Expr.SubgroupShuffle expr) {
    subgroups.requireNoAtomics(expr.lane(), expr.value());
    Operand value = subgroups.operand(part("value", expr.value()));
    int lane = values.index(part("lane", expr.lane()), "a lane");
    return subgroups.shuffle(value, lane);
  }

  @Override
  public Operand visit(Expr.SubgroupBallot expr) {
    subgroups.requireNoAtomics(expr.condition());
    return subgroups.ballot(values.truth(part("condition", expr.condition())));
  }
}
