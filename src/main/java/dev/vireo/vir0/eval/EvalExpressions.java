package dev.vireo.vir0.eval;

import dev.vireo.vir0.AtomicOp;
import dev.vireo.vir0.BinaryOp;
import dev.vireo.vir0.DataType;
import dev.vireo.vir0.Expr;
import dev.vireo.vir0.NodePath;
import dev.vireo.vir0.Program;
import dev.vireo.vir0.ProgramTrapException;
import dev.vireo.vir0.TrapCode;
import dev.vireo.vir0.UnaryOp;
import dev.vireo.vir0.UnsupportedProgramException;
import dev.vireo.vir0.values.FloatOps;
import dev.vireo.vir0.values.IntOps;
import dev.vireo.vir0.values.ProgramMemory;
import dev.vireo.vir0.values.ValueOps;
import dev.vireo.vir0.values.Values;
import java.util.Map;
import java.util.Optional;

/** Prepares the expressions of a valid program for evaluation. */
final class EvalExpressions implements Expr.Visitor<EvalCode.Value> {
  private final Program program;
  private final Map<String, Integer> slots;
  private final Map<String, Integer> buffers;
  private NodePath path;
  private boolean subgroups;

  EvalExpressions(Program program, Map<String, Integer> slots) {
    this.program = program;
    this.slots = slots;
    this.buffers = program.bufferNumbers();
  }

  boolean subgroups() {
    return subgroups;
  }

  int buffer(String name) {
    return buffers.get(name);
  }

  EvalCode.Value compile(Expr expr, NodePath at) {
    path = at;
    return expr.accept(this);
  }

  private EvalCode.Value part(String field, Expr expr) {
    NodePath outer = path;
    path = outer.field(field);
    EvalCode.Value value = expr.accept(this);
    path = outer;
    return value;
  }

  /** Returns a value as an index, or traps. */
  static int index(long value, Lane lane, NodePath at) {
    long index = Values.index(value);
    if (index < 0) {
      int type = Values.type(value);
      throw new ProgramTrapException(
          TrapCode.INDEX,
          at,
          WorkgroupRun.at(lane)
              + "has the index "
              + (type == Values.F32_TYPE
                  ? Float.toString(Float.intBitsToFloat(Values.bits(value)))
                  : Integer.toString(Values.bits(value)))
              + " of type "
              + Values.name(type));
    }
    return (int) index;
  }

  static ProgramTrapException wrongType(Lane lane, NodePath at, String what, long... operands) {
    StringBuilder types = new StringBuilder();
    for (long operand : operands) {
      types.append(types.length() == 0 ? "" : " and ").append(Values.name(Values.type(operand)));
    }
    return new ProgramTrapException(
        TrapCode.TYPE, at, WorkgroupRun.at(lane) + "has " + types + " for " + what);
  }

  private EvalCode.Value constant(long value) {
    return lane -> value;
  }

  private EvalCode.Value unsupported(String construct) {
    NodePath at = path;
    return lane -> {
      throw new UnsupportedProgramException(construct, at, "leave it out");
    };
  }

  @Override
  public EvalCode.Value visit(Expr.LitU32 expr) {
    return constant(Values.u32(expr.bits()));
  }

  @Override
  public EvalCode.Value visit(Expr.LitI32 expr) {
    return constant(Values.of(Values.I32_TYPE, expr.value()));
  }

  @Override
  public EvalCode.Value visit(Expr.LitBool expr) {
    return constant(Values.bool(expr.value()));
  }

  @Override
  public EvalCode.Value visit(Expr.LitF32 expr) {
    return constant(Values.of(Values.F32_TYPE, FloatOps.canonical(expr.bits())));
  }

  @Override
  public EvalCode.Value visit(Expr.Var expr) {
    int slot = slots.get(expr.name());
    return lane -> lane.slots[slot];
  }

  @Override
  public EvalCode.Value visit(Expr.Load expr) {
    int buffer = buffer(expr.buffer());
    DataType element = program.buffers().get(buffer).element();
    int type = Values.loadedType(element);
    NodePath at = path.field("index");
    EvalCode.Value index = part("index", expr.index());
    if (type < 0) {
      return unsupported("a load of an element of type " + element);
    }
    return lane -> {
      int i = index(index.of(lane), lane, at);
      int word = lane.group.memory.hasWord(buffer, i) ? lane.group.memory.word(buffer, i) : 0;
      return Values.of(type, type == Values.F32_TYPE ? FloatOps.canonical(word) : word);
    };
  }

  @Override
  public EvalCode.Value visit(Expr.BufferLength expr) {
    int buffer = buffer(expr.buffer());
    return lane -> Values.u32(lane.group.memory.elements(buffer));
  }

  @Override
  public EvalCode.Value visit(Expr.InvocationId expr) {
    int axis = expr.axis();
    return lane -> Values.u32(lane.invocationId[axis]);
  }

  @Override
  public EvalCode.Value visit(Expr.WorkgroupId expr) {
    int axis = expr.axis();
    return lane -> Values.u32(lane.group.workgroupId[axis]);
  }

  @Override
  public EvalCode.Value visit(Expr.LocalId expr) {
    int axis = expr.axis();
    return lane -> Values.u32(lane.localId[axis]);
  }

  @Override
  public EvalCode.Value visit(Expr.Binary expr) {
    EvalCode.Value left = part("left", expr.left());
    EvalCode.Value right = part("right", expr.right());
    BinaryOp op = expr.op();
    NodePath at = path;
    return lane -> {
      long a = left.of(lane);
      long b = right.of(lane);
      long result = ValueOps.binary(op, a, b);
      if (result == ValueOps.UNDEFINED) {
        throw new ProgramTrapException(
            TrapCode.DIVISION,
            at,
            String.format(
                "%scomputes %s of %d and %d",
                WorkgroupRun.at(lane), op.word(), Values.bits(a), Values.bits(b)));
      }
      if (result == ValueOps.NONE) {
        throw wrongType(lane, at, op.word(), a, b);
      }
      return result;
    };
  }

  @Override
  public EvalCode.Value visit(Expr.Unary expr) {
    EvalCode.Value operand = part("operand", expr.operand());
    UnaryOp op = expr.op();
    NodePath at = path;
    return lane -> {
      long a = operand.of(lane);
      long result = ValueOps.unary(op, a);
      if (result == ValueOps.NONE) {
        throw wrongType(lane, at, op.word(), a);
      }
      return result;
    };
  }

  @Override
  public EvalCode.Value visit(Expr.Select expr) {
    EvalCode.Value condition = part("condition", expr.condition());
    EvalCode.Value ifTrue = part("ifTrue", expr.ifTrue());
    EvalCode.Value ifFalse = part("ifFalse", expr.ifFalse());
    return lane -> {
      boolean chosen = Values.truth(condition.of(lane));
      long yes = ifTrue.of(lane);
      long no = ifFalse.of(lane);
      return chosen ? yes : no;
    };
  }

  @Override
  public EvalCode.Value visit(Expr.Cast expr) {
    EvalCode.Value value = part("value", expr.value());
    int target = Values.typeOf(expr.target());
    return target < 0
        ? unsupported("a cast to " + expr.target())
        : lane -> Values.cast(target, value.of(lane));
  }

  @Override
  public EvalCode.Value visit(Expr.Atomic expr) {
    int buffer = buffer(expr.buffer());
    NodePath at = path;
    EvalCode.Value index = part("index", expr.index());
    EvalCode.Value expected = expectedPart(expr.expected());
    EvalCode.Value value = part("value", expr.value());
    AtomicOp op = expr.op();
    if (op == AtomicOp.FETCH_NAND || op == AtomicOp.COMPARE_EXCHANGE_WEAK) {
      return unsupported("the atomic operation " + op.word());
    }
    return lane -> {
      int i = index(index.of(lane), lane, at.field("index"));
      int compare = index(expected.of(lane), lane, at.field("expected"));
      int operand = index(value.of(lane), lane, at.field("value"));
      ProgramMemory memory = lane.group.memory;
      if (!memory.hasWord(buffer, i)) {
        return 0;
      }
      int old = memory.word(buffer, i);
      if (op != AtomicOp.COMPARE_EXCHANGE) {
        memory.setWord(buffer, i, IntOps.atomic(op, old, operand));
      } else if (old == compare) {
        memory.setWord(buffer, i, operand);
      }
      return Values.u32(old);
    };
  }

  private EvalCode.Value expectedPart(Optional<Expr> expected) {
    return expected.isEmpty() ? constant(0) : part("expected", expected.get());
  }

  @Override
  public EvalCode.Value visit(Expr.Fma expr) {
    EvalCode.Value a = part("a", expr.a());
    EvalCode.Value b = part("b", expr.b());
    EvalCode.Value c = part("c", expr.c());
    return lane ->
        Values.of(
            Values.F32_TYPE,
            FloatOps.fma(
                Values.bits(a.of(lane)), Values.bits(b.of(lane)), Values.bits(c.of(lane))));
  }

  @Override
  public EvalCode.Value visit(Expr.SubgroupAdd expr) {
    subgroups = true;
    NodePath at = path;
    EvalCode.Value value = part("value", expr.value());
    return lane -> {
      long[] values = lane.group.subgroup(lane, value);
      int type = commonType(values, lane, at);
      int sum = 0;
      for (long each : values) {
        int bits = Values.bits(each);
        sum = type == Values.F32_TYPE ? FloatOps.add(sum, bits) : sum + bits;
      }
      return Values.of(type, sum);
    };
  }

  @Override
  public EvalCode.Value visit(Expr.SubgroupShuffle expr) {
    subgroups = true;
    NodePath at = path;
    EvalCode.Value value = part("value", expr.value());
    EvalCode.Value source = part("lane", expr.lane());
    return lane -> {
      long[] values = lane.group.subgroup(lane, value);
      long[] sources = lane.group.subgroup(lane, source);
      int type = commonType(values, lane, at);
      int from = index(sources[lane.index % WorkgroupRun.SUBGROUP], lane, at.field("lane"));
      boolean present = Integer.compareUnsigned(from, values.length) < 0;
      return Values.of(type, present ? Values.bits(values[from]) : 0);
    };
  }

  /** All values must be u32, or all f32. */
  private static int commonType(long[] values, Lane lane, NodePath at) {
    int type = Values.type(values[0]);
    for (long value : values) {
      boolean allowed = type == Values.U32_TYPE || type == Values.F32_TYPE;
      if (!allowed || Values.type(value) != type) {
        throw wrongType(lane, at, "a subgroup operation", values[0], value);
      }
    }
    return type;
  }

  @Override
  public EvalCode.Value visit(Expr.SubgroupBallot expr) {
    subgroups = true;
    EvalCode.Value condition = part("condition", expr.condition());
    return lane -> {
      long[] values = lane.group.subgroup(lane, condition);
      int ballot = 0;
      for (int i = 0; i < values.length; i++) {
        ballot |= Values.truth(values[i]) ? 1 << i : 0;
      }
      return Values.u32(ballot);
    };
  }

  @Override
  public EvalCode.Value visit(Expr.SubgroupLocalId expr) {
    return unsupported("the position in a subgroup");
  }

  @Override
  public EvalCode.Value visit(Expr.SubgroupSize expr) {
    return unsupported("the size of a subgroup");
  }

  @Override
  public EvalCode.Value visit(Expr.Call expr) {
    return unsupported("a call of '" + expr.op() + "'");
  }

  @Override
  public EvalCode.Value visit(Expr.BufferRef expr) {
    return unsupported("a buffer as a value");
  }

  @Override
  public EvalCode.Value visit(Expr.ExtensionBinary expr) {
    return unsupported("the extension's operation " + expr.id());
  }

  @Override
  public EvalCode.Value visit(Expr.ExtensionUnary expr) {
    return unsupported("the extension's operation " + expr.id());
  }

  @Override
  public EvalCode.Value visit(Expr.ExtensionAtomic expr) {
    return unsupported("the extension's atomic operation " + expr.id());
  }
}
