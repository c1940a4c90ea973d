package dev.vireo.vir0.lowering;

import static dev.vireo.vir0.bytecode.BytecodeAssembler.NONE;

import dev.vireo.vir0.BinaryOp;
import dev.vireo.vir0.DataType;
import dev.vireo.vir0.Expr;
import dev.vireo.vir0.NodePath;
import dev.vireo.vir0.Program;
import dev.vireo.vir0.TrapCode;
import dev.vireo.vir0.UnaryOp;
import dev.vireo.vir0.UnsupportedProgramException;
import dev.vireo.vir0.bytecode.BytecodeAssembler;
import dev.vireo.vir0.bytecode.BytecodeOp;
import dev.vireo.vir0.tree.BufferUses;
import dev.vireo.vir0.tree.DeviceExpressions;
import dev.vireo.vir0.tree.TreeWalk;
import dev.vireo.vir0.values.FloatOps;
import dev.vireo.vir0.values.RuntimeTypes;
import dev.vireo.vir0.values.ValueOps;
import dev.vireo.vir0.values.Values;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Turns expressions into instructions. */
final class LoweredExpressions implements DeviceExpressions<LoweredExpressions.Operand> {
  /** Where a value is, and the types that it can have while the program runs. */
  record Operand(int operand, int types) {}

  private final BytecodeAssembler out;
  private final LoweredBuffers buffers;
  private final Map<String, Operand> variables = new HashMap<>();

  /**
   * Registers that stand for a variable or something else with a name, and cannot be taken over.
   */
  private final Set<Integer> owned = new HashSet<>();

  /** Owned registers that change while a variable is visible. */
  private final Set<Integer> mutable = new HashSet<>();

  private final Map<String, Integer> lengths = new HashMap<>();
  private final int[] ids = new int[9];
  private int hint = NONE;
  private boolean divergent;

  LoweredExpressions(BytecodeAssembler out, LoweredBuffers buffers) {
    this.out = out;
    this.buffers = buffers;
    Arrays.fill(ids, NONE);
  }

  void setDivergent(boolean value) {
    divergent = value;
  }

  /** Reads ids and buffer lengths that the program uses into registers, once. */
  void prepare(Program program) {
    new TreeWalk() {
      @Override
      public Void visit(Expr.InvocationId expr) {
        return id(expr.axis());
      }

      @Override
      public Void visit(Expr.WorkgroupId expr) {
        return id(3 + expr.axis());
      }

      @Override
      public Void visit(Expr.LocalId expr) {
        return id(6 + expr.axis());
      }

      @Override
      public Void visit(Expr.BufferLength expr) {
        if (!lengths.containsKey(expr.buffer())) {
          lengths.put(expr.buffer(), length(expr.buffer()));
        }
        return null;
      }
    }.walk(program.body());
  }

  private Void id(int which) {
    if (ids[which] == NONE) {
      ids[which] = own(out.register());
      out.emit(BytecodeOp.ID, ids[which], which);
    }
    return null;
  }

  /** Computes the number of elements from the number of words. */
  private int length(String name) {
    int words = own(out.register());
    out.emit(BytecodeOp.LEN, words, NONE, NONE, buffers.number(name, out.place()));
    DataType element = buffers.declaration(name).element();
    long bits = element.bits().orElse(0);
    if (bits == 32) {
      return words;
    }
    if (bits <= 0 || (32 % bits != 0 && bits % 32 != 0)) {
      throw unsupported("the length of a buffer with elements of type " + element);
    }
    int elements = own(out.register());
    boolean wide = bits > 32;
    int factor = out.constant((int) (wide ? bits / 32 : 32 / bits));
    out.emit(wide ? BytecodeOp.DIVU : BytecodeOp.MUL, elements, words, factor);
    return elements;
  }

  /** Marks a register as one that has a name. */
  int own(int register) {
    owned.add(register);
    return register;
  }

  @Override
  public UnsupportedProgramException unsupported(String construct) {
    return new UnsupportedProgramException(
        construct, out.place(), "leave it out, or run the program on the reference");
  }

  /** Computes an expression. */
  Operand compute(Expr expr, NodePath at) {
    return compute(expr, at, NONE);
  }

  /** Computes an expression, into {@code target} if an instruction computes it at all. */
  private Operand compute(Expr expr, NodePath at, int target) {
    NodePath outer = out.place();
    out.at(at);
    hint = target;
    Operand result = expr.accept(this);
    hint = NONE;
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

  /** Computes the value of a new variable. */
  void declare(String name, Expr expr, RuntimeTypes.Variable variable, NodePath at) {
    Operand value = compute(expr, at);
    int operand = value.operand();
    boolean fresh = !BytecodeAssembler.isConstant(operand) && !owned.contains(operand);
    boolean stable = !variable.assigned() && !mutable.contains(operand);
    if (!fresh && !stable) {
      operand = out.register();
      out.emit(BytecodeOp.MOV, operand, value.operand());
    }
    if (!BytecodeAssembler.isConstant(operand)) {
      own(operand);
    }
    if (variable.assigned()) {
      mutable.add(operand);
    }
    int types = variable.assigned() ? variable.types() : value.types();
    variables.put(name, new Operand(operand, types));
  }

  /** Gives a name to a register that holds a u32. */
  void name(String name, int register) {
    variables.put(name, new Operand(own(register), RuntimeTypes.U32));
  }

  /** Returns the register of a variable that is assigned somewhere. */
  int register(String name) {
    return variables.get(name).operand();
  }

  /** Returns the value in a place that no statement changes. */
  int stable(int operand) {
    if (!mutable.contains(operand)) {
      return operand;
    }
    int copy = out.register();
    out.emit(BytecodeOp.MOV, copy, operand);
    return copy;
  }

  private Operand part(String field, Expr expr) {
    NodePath outer = out.place();
    int target = hint;
    hint = NONE;
    out.at(outer.field(field));
    Operand result = expr.accept(this);
    out.at(outer);
    hint = target;
    return result;
  }

  /** Returns the register for a result; called when all operands are computed. */
  private int target() {
    int register = hint == NONE ? out.register() : hint;
    hint = NONE;
    return register;
  }

  private Operand result(BytecodeOp op, int types, int... operands) {
    int d = target();
    int b = operands.length > 1 ? operands[1] : NONE;
    int c = operands.length > 2 ? operands[2] : NONE;
    out.emit(op, d, operands[0], b, c);
    return new Operand(d, types);
  }

  private Operand constant(int type, int bits) {
    return new Operand(out.constant(bits), 1 << type);
  }

  private Operand constant(long value) {
    return constant(Values.type(value), Values.bits(value));
  }

  private boolean constants(Operand... operands) {
    for (Operand operand : operands) {
      if (!BytecodeAssembler.isConstant(operand.operand())
          || !RuntimeTypes.single(operand.types())) {
        return false;
      }
    }
    return true;
  }

  private long value(Operand constant) {
    return Values.of(RuntimeTypes.type(constant.types()), out.bits(constant.operand()));
  }

  /** Stops with a trap; what comes behind is never reached. */
  private Operand trap(TrapCode code, int value) {
    out.emit(BytecodeOp.TRAP, NONE, code.ordinal(), value);
    return new Operand(out.constant(0), 0);
  }

  private Operand typeTrap(Operand operand) {
    return trap(TrapCode.TYPE, operand.operand());
  }

  private UnsupportedProgramException unknownType(String what) {
    return unsupported(what + " whose types depend on the control flow");
  }

  /** Returns a value as an index; one that is negative or no number traps. */
  int index(Operand value, String what) {
    if ((value.types() & (RuntimeTypes.I32 | RuntimeTypes.F32)) == 0) {
      return value.operand();
    }
    if (!RuntimeTypes.single(value.types())) {
      throw unknownType(what);
    }
    if (constants(value) && Values.index(value(value)) >= 0) {
      return out.constant((int) Values.index(value(value)));
    }
    int register = out.register();
    boolean signed = value.types() == RuntimeTypes.I32;
    out.emit(signed ? BytecodeOp.IDXS : BytecodeOp.IDXF, register, value.operand());
    return register;
  }

  /** Returns a value that is not 0 exactly if it counts as true. */
  private int truth(Operand value) {
    if ((value.types() & RuntimeTypes.F32) == 0) {
      return value.operand();
    }
    if (!RuntimeTypes.single(value.types())) {
      throw unknownType("a condition");
    }
    int register = out.register();
    out.emit(BytecodeOp.F2B, register, value.operand());
    return register;
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
        typeTrap(operand);
      }
      out.jump(BytecodeOp.BRT, truth(operand), NONE, label);
    } else {
      Operand value = condition.accept(this);
      if (constants(value)) {
        if (!Values.truth(value(value))) {
          out.jump(BytecodeOp.JUMP, NONE, NONE, label);
        }
      } else {
        out.jump(BytecodeOp.BRF, truth(value), NONE, label);
      }
    }
    out.at(outer);
  }

  private void jumpUnless(Expr.Binary comparison, int label) {
    Operand left = part("left", comparison.left());
    Operand right = part("right", comparison.right());
    int type = commonType(comparison.op(), left, right);
    if (type < 0) {
      typeTrap(left);
      return;
    }
    OpcodeTable.Choice choice = OpcodeTable.unless(comparison.op(), type);
    int a = choice.swapped() ? right.operand() : left.operand();
    int b = choice.swapped() ? left.operand() : right.operand();
    out.jump(choice.op(), a, b, label);
  }

  /** Returns the type of both operands; -1 if there is no such operation on what they are. */
  private int commonType(BinaryOp op, Operand left, Operand right) {
    if (RuntimeTypes.binary(op, left.types(), right.types()) == 0) {
      return -1;
    }
    if (!RuntimeTypes.single(left.types()) || left.types() != right.types()) {
      throw unknownType("operands of " + op.word());
    }
    return RuntimeTypes.type(left.types());
  }

  @Override
  public Operand visit(Expr.LitU32 expr) {
    return constant(Values.U32_TYPE, expr.bits());
  }

  @Override
  public Operand visit(Expr.LitI32 expr) {
    return constant(Values.I32_TYPE, expr.value());
  }

  @Override
  public Operand visit(Expr.LitBool expr) {
    return constant(Values.BOOL_TYPE, expr.value() ? 1 : 0);
  }

  @Override
  public Operand visit(Expr.LitF32 expr) {
    return constant(Values.F32_TYPE, FloatOps.canonical(expr.bits()));
  }

  @Override
  public Operand visit(Expr.Var expr) {
    return variables.get(expr.name());
  }

  @Override
  public Operand visit(Expr.BufferLength expr) {
    return new Operand(lengths.get(expr.buffer()), RuntimeTypes.U32);
  }

  @Override
  public Operand visit(Expr.InvocationId expr) {
    return new Operand(ids[expr.axis()], RuntimeTypes.U32);
  }

  @Override
  public Operand visit(Expr.WorkgroupId expr) {
    return new Operand(ids[3 + expr.axis()], RuntimeTypes.U32);
  }

  @Override
  public Operand visit(Expr.LocalId expr) {
    return new Operand(ids[6 + expr.axis()], RuntimeTypes.U32);
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
    return new Address(index(expr.accept(this), "an index"), NONE);
  }

  private Address sum(Expr.Binary sum, boolean negative) {
    Operand left = part("left", sum.left());
    Operand right = part("right", sum.right());
    if (left.types() != RuntimeTypes.U32 || right.types() != RuntimeTypes.U32) {
      Operand value = combine(sum.op(), left, right);
      return new Address(index(value, "an index"), NONE);
    }
    int b = negative ? out.constant(-out.bits(right.operand())) : right.operand();
    if (constants(left, right)) {
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
    int target = hint;
    hint = NONE;
    Address address = address(expr.index(), out.place().field("index"));
    hint = target;
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
    int d = target();
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
    return combine(expr.op(), left, right);
  }

  /** Computes an operation on values that are there. */
  private Operand combine(BinaryOp op, Operand left, Operand right) {
    if (constants(left, right)) {
      long value = ValueOps.binary(op, value(left), value(right));
      if (value >= 0) {
        return constant(value);
      }
    }
    int type = commonType(op, left, right);
    if (type < 0) {
      return typeTrap(left);
    }
    OpcodeTable.Choice choice = OpcodeTable.binary(op, type);
    int types = RuntimeTypes.binary(op, left.types(), right.types());
    return choice.swapped()
        ? result(choice.op(), types, right.operand(), left.operand())
        : result(choice.op(), types, left.operand(), right.operand());
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
      return multiplyAdd(expr.op(), factors, other, true);
    }
    if (right != null && add) {
      Operand other = part("left", expr.left());
      Operand[] factors = factors("right", right);
      return multiplyAdd(expr.op(), factors, other, false);
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

  private Operand multiplyAdd(BinaryOp op, Operand[] factors, Operand other, boolean productFirst) {
    int types = factors[0].types();
    boolean same =
        RuntimeTypes.single(types)
            && factors[1].types() == types
            && other.types() == types
            && types != RuntimeTypes.BOOL;
    boolean floating = types == RuntimeTypes.F32;
    boolean known = constants(factors[0], factors[1]);
    boolean fusible = floating ? op == BinaryOp.ADD || op == BinaryOp.SUB : op != BinaryOp.SUB;
    if (!same || known || !fusible) {
      int target = hint;
      hint = NONE;
      Operand product = combine(BinaryOp.MUL, factors[0], factors[1]);
      hint = target;
      return productFirst ? combine(op, product, other) : combine(op, other, product);
    }
    BytecodeOp code =
        floating ? op == BinaryOp.SUB ? BytecodeOp.FMSUB : BytecodeOp.FMAD : BytecodeOp.MAD;
    int c = out.forFieldC(other.operand());
    return result(code, types, factors[0].operand(), factors[1].operand(), c);
  }

  @Override
  public Operand visit(Expr.Unary expr) {
    Operand operand = part("operand", expr.operand());
    UnaryOp op = expr.op();
    int types = RuntimeTypes.unary(op, operand.types());
    if (types == 0) {
      return typeTrap(operand);
    }
    if (constants(operand)) {
      return constant(ValueOps.unary(op, value(operand)));
    }
    int all = operand.types();
    boolean sameBits = (all & RuntimeTypes.F32) == 0 && Integer.bitCount(types) <= 2;
    boolean everyTypeWorks = op == UnaryOp.LOGICAL_NOT || (all & RuntimeTypes.BOOL) == 0;
    if (!RuntimeTypes.single(all) && !(sameBits && everyTypeWorks)) {
      throw unknownType("an operand of " + op.word());
    }
    return result(OpcodeTable.unary(op, all == RuntimeTypes.F32), types, operand.operand());
  }

  @Override
  public Operand visit(Expr.Select expr) {
    Operand condition = part("condition", expr.condition());
    Operand ifTrue = part("ifTrue", expr.ifTrue());
    Operand ifFalse = part("ifFalse", expr.ifFalse());
    if (constants(condition)) {
      return Values.truth(value(condition)) ? ifTrue : ifFalse;
    }
    int c = out.forFieldC(truth(condition));
    int types = ifTrue.types() | ifFalse.types();
    return result(BytecodeOp.SELECT, types, ifTrue.operand(), ifFalse.operand(), c);
  }

  @Override
  public Operand visit(Expr.Cast expr) {
    Operand value = part("value", expr.value());
    int target = Values.typeOf(expr.target());
    if (target < 0) {
      throw unsupported("a cast to " + expr.target());
    }
    if (value.types() == 0) {
      return value;
    }
    if (constants(value)) {
      return constant(Values.cast(target, value(value)));
    }
    return cast(target, value);
  }

  private Operand cast(int target, Operand value) {
    int from = value.types();
    int to = 1 << target;
    boolean floating = from == RuntimeTypes.F32;
    boolean mixed = !floating && (from & RuntimeTypes.F32) != 0;
    boolean signs = target == Values.F32_TYPE && (from & RuntimeTypes.I32) != 0;
    if (mixed || (signs && from != RuntimeTypes.I32)) {
      throw unknownType("a cast");
    }
    if (from == to) {
      return value;
    }
    return switch (target) {
      case Values.U32_TYPE, Values.I32_TYPE -> {
        BytecodeOp op = target == Values.U32_TYPE ? BytecodeOp.F2U : BytecodeOp.F2S;
        yield floating ? result(op, to, value.operand()) : new Operand(value.operand(), to);
      }
      case Values.F32_TYPE -> result(signs ? BytecodeOp.S2F : BytecodeOp.U2F, to, value.operand());
      default -> result(floating ? BytecodeOp.F2B : BytecodeOp.BOOL, to, value.operand());
    };
  }

  @Override
  public Operand visit(Expr.Atomic expr) {
    BytecodeOp op = OpcodeTable.atomic(expr.op());
    if (op == null) {
      throw unsupported("the atomic operation " + expr.op().word());
    }
    int index = index(part("index", expr.index()), "an index");
    Optional<Operand> expected = expr.expected().map(own -> part("expected", own));
    int compare = expected.isEmpty() ? NONE : index(expected.get(), "an expected value");
    int value = index(part("value", expr.value()), "an atomic value");
    int buffer = buffers.number(expr.buffer(), out.place());
    int d;
    if (op == BytecodeOp.ACAS) {
      d = out.register();
      out.emit(BytecodeOp.MOV, d, compare);
    } else {
      d = target();
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
    return result(BytecodeOp.FMA, RuntimeTypes.F32, a.operand(), b.operand(), third);
  }

  /** Puts a value where the other invocations of the subgroup find it. */
  private int share(int operand) {
    if (divergent) {
      throw unsupported("a subgroup operation in divergent control flow");
    }
    int register = out.register();
    out.emit(BytecodeOp.MOV, register, operand);
    out.emit(BytecodeOp.BARRIER, NONE, NONE);
    return register;
  }

  /** Waits until the others have read the shared register. */
  private Operand shared(int register, int d, int types) {
    out.emit(BytecodeOp.BARRIER, NONE, NONE);
    out.keep(register);
    return new Operand(d, types);
  }

  /** Refuses operands that the reference evaluates once for every invocation of the subgroup. */
  private void requireNoAtomics(Expr operand) {
    BufferUses uses = new BufferUses();
    uses.walk(operand);
    if (!uses.atomic().isEmpty()) {
      throw unsupported("an atomic operation inside a subgroup operation");
    }
  }

  /** Computes the operand of a subgroup operation; its types are empty if it traps. */
  private Operand subgroupOperand(Expr expr) {
    requireNoAtomics(expr);
    Operand value = part("value", expr);
    int allowed = value.types() & (RuntimeTypes.U32 | RuntimeTypes.F32);
    if (allowed == 0) {
      return typeTrap(value);
    }
    if (!RuntimeTypes.single(value.types())) {
      throw unknownType("an operand of a subgroup operation");
    }
    return value;
  }

  @Override
  public Operand visit(Expr.SubgroupAdd expr) {
    Operand value = subgroupOperand(expr.value());
    if (value.types() == 0) {
      return value;
    }
    int shared = share(value.operand());
    int d = out.register();
    boolean floating = value.types() == RuntimeTypes.F32;
    out.emit(floating ? BytecodeOp.SGADDF : BytecodeOp.SGADD, d, shared);
    return shared(shared, d, value.types());
  }

  @Override
  public Operand visit(Expr.SubgroupShuffle expr) {
    requireNoAtomics(expr.lane());
    Operand value = subgroupOperand(expr.value());
    int lane = index(part("lane", expr.lane()), "a lane");
    if (value.types() == 0) {
      return value;
    }
    int shared = share(value.operand());
    int d = out.register();
    out.emit(BytecodeOp.SGSHUF, d, shared, lane);
    return shared(shared, d, value.types());
  }

  @Override
  public Operand visit(Expr.SubgroupBallot expr) {
    requireNoAtomics(expr.condition());
    int shared = share(truth(part("condition", expr.condition())));
    int d = out.register();
    out.emit(BytecodeOp.SGBALLOT, d, shared);
    return shared(shared, d, RuntimeTypes.U32);
  }
}
