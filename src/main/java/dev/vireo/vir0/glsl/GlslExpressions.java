package dev.vireo.vir0.glsl;

import dev.vireo.vir0.BinaryOp;
import dev.vireo.vir0.DataType;
import dev.vireo.vir0.Expr;
import dev.vireo.vir0.NodePath;
import dev.vireo.vir0.TrapCode;
import dev.vireo.vir0.UnaryOp;
import dev.vireo.vir0.UnsupportedProgramException;
import dev.vireo.vir0.tree.BufferUses;
import dev.vireo.vir0.tree.DeviceExpressions;
import dev.vireo.vir0.values.FloatOps;
import dev.vireo.vir0.values.IntOps;
import dev.vireo.vir0.values.RuntimeTypes;
import dev.vireo.vir0.values.Values;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Turns expressions into GLSL. What reads or changes memory or can trap is computed at once, in the
 * order of evaluation; the rest stays an expression.
 */
final class GlslExpressions implements DeviceExpressions<GlslValue> {
  private static final String[] AXES = {".x", ".y", ".z"};

  private final GlslText out;
  private final GlslBuffers buffers;
  private final Map<String, GlslValue> variables = new HashMap<>();
  private final Map<String, Long> most = new HashMap<>(); // of those that keep a u32
  private GlslSlack slack;
  private NodePath path = NodePath.ROOT;
  private int demand = GlslSlack.EXACT; // of what is computed now
  private boolean endedToo;

  GlslExpressions(GlslText out, GlslBuffers buffers) {
    this.out = out;
    this.buffers = buffers;
  }

  /** Says whether invocations that have ended compute what follows, too. */
  void endedToo(boolean does) {
    endedToo = does;
  }

  GlslValue compute(Expr expr, NodePath at) {
    return compute(expr, at, GlslSlack.EXACT);
  }

  /** Computes a value with some slack. */
  GlslValue compute(Expr expr, NodePath at, int wanted) {
    path = at;
    demand = wanted;
    return expr.accept(this);
  }

  /** What names stand for at a place. */
  record Names(Map<String, GlslValue> variables, Map<String, Long> most) {}

  /** Returns what names stand for here. */
  Names names() {
    return new Names(Map.copyOf(variables), Map.copyOf(most));
  }

  /** Has names stand for what they stood for elsewhere. */
  void names(Names names) {
    variables.clear();
    variables.putAll(names.variables());
    most.clear();
    most.putAll(names.most());
  }

  /** Says what tells from now on which results need not be flushed. */
  void slack(GlslSlack own) {
    slack = own;
  }

  /** Gives a name to a variable of the function. */
  void name(String name, GlslValue variable) {
    most.remove(name);
    variables.put(name, variable);
  }

  /** Gives a name to a variable that keeps a value, whose most it has. */
  void name(String name, GlslValue variable, Expr value) {
    name(name, variable);
    most(value).ifPresent(own -> most.put(name, own));
  }

  /** Returns whether a variable is an anchor for {@link GlslSlack}. */
  String anchored(String name) {
    int least = Float.floatToRawIntBits(Math.scalb(1f, GlslSlack.ANCHOR));
    return "(abs(" + variables.get(name).text() + ") >= uintBitsToFloat(" + word(least) + "))";
  }

  GlslValue variable(String name) {
    return variables.get(name);
  }

  private GlslValue part(String field, Expr expr) {
    return part(field, expr, GlslSlack.EXACT);
  }

  private GlslValue part(String field, Expr expr, int wanted) {
    NodePath outer = path;
    int own = demand;
    path = outer.field(field);
    demand = wanted;
    GlslValue value = expr.accept(this);
    path = outer;
    demand = own;
    return value;
  }

  @Override
  public UnsupportedProgramException unsupported(String construct) {
    return new UnsupportedProgramException(
        construct, path, "leave it out, or run the program in the interpreter tier");
  }

  private UnsupportedProgramException unknownType(String what) {
    return unsupported(what + " whose types depend on the control flow");
  }

  private GlslValue trap(TrapCode code) {
    out.line("fusedTrap(VM_TRAP_" + code + ", " + out.place(path) + ");");
    return GlslValue.never();
  }

  /** Returns a value as an index; one that is negative or no number traps. */
  String index(GlslValue value, String what, NodePath at) {
    if ((value.types() & (RuntimeTypes.I32 | RuntimeTypes.F32)) == 0) {
      return value.word();
    }
    if (!RuntimeTypes.single(value.types())) {
      throw unknownType(what);
    }
    String function = value.isFloat() ? "fusedIndexF(" : "fusedIndexS(";
    return out.temporary("uint", function + value.text() + ", " + out.place(at) + ")");
  }

  private String indexPart(String field, Expr expr) {
    return index(part(field, expr), "an index", path.field(field));
  }

  /** Returns a value's truth as a bool. */
  String truth(GlslValue value) {
    if (value.mixed()) {
      throw unknownType("a condition");
    }
    return value.truth();
  }

  @Override
  public GlslValue visit(Expr.LitU32 expr) {
    return GlslValue.u32(word(expr.bits()));
  }

  @Override
  public GlslValue visit(Expr.LitI32 expr) {
    return new GlslValue(word(expr.value()), RuntimeTypes.I32);
  }

  static String word(int bits) {
    return Integer.toUnsignedString(bits) + "u";
  }

  @Override
  public GlslValue visit(Expr.LitBool expr) {
    return GlslValue.bool(expr.value() ? "true" : "false");
  }

  @Override
  public GlslValue visit(Expr.LitF32 expr) {
    return GlslValue.f32("uintBitsToFloat(" + word(FloatOps.canonical(expr.bits())) + ")");
  }

  @Override
  public GlslValue visit(Expr.Var expr) {
    return variables.get(expr.name());
  }

  @Override
  public GlslValue visit(Expr.Load expr) {
    return load(expr, "fusedOfWord(");
  }

  /**
   * Loads a value.
   *
   * @param ofWord makes an f32 of a word
   */
  private GlslValue load(Expr.Load expr, String ofWord) {
    DataType element = buffers.declaration(expr.buffer()).element();
    int type = Values.loadedType(element);
    if (type < 0) {
      throw unsupported("a load of an element of type " + element);
    }
    String index = indexPart("index", expr.index());
    String word = buffers.call("Load", expr.buffer(), path) + index + ")";
    return type == Values.F32_TYPE
        ? GlslValue.data(out.temporary("float", ofWord + word + ")"))
        : new GlslValue(out.temporary("uint", word), 1 << type);
  }

  /** Computes an operand of an operation; arithmetic takes what is loaded as it is. */
  private GlslValue operand(String field, Expr expr, BinaryOp op, int wanted) {
    boolean selects = op == BinaryOp.MIN || op == BinaryOp.MAX;
    if (selects || !(expr instanceof Expr.Load load)) {
      return part(field, expr, wanted);
    }
    NodePath outer = path;
    path = outer.field(field);
    GlslValue value = load(load, "fusedOperand(");
    path = outer;
    return value;
  }

  @Override
  public GlslValue visit(Expr.BufferLength expr) {
    return GlslValue.u32(buffers.length(expr.buffer(), path));
  }

  @Override
  public GlslValue visit(Expr.InvocationId expr) {
    return GlslValue.u32("gid" + AXES[expr.axis()]);
  }

  @Override
  public GlslValue visit(Expr.WorkgroupId expr) {
    return GlslValue.u32("fusedGroup" + AXES[expr.axis()]);
  }

  @Override
  public GlslValue visit(Expr.LocalId expr) {
    return GlslValue.u32("gl_LocalInvocationID" + AXES[expr.axis()]);
  }

  @Override
  public GlslValue visit(Expr.Binary expr) {
    BinaryOp op = expr.op();
    GlslSlack.Operands wants = slack.operands(expr, demand);
    GlslValue left = operand("left", expr.left(), op, wants.left());
    GlslValue right = operand("right", expr.right(), op, wants.right());
    int types = RuntimeTypes.binary(op, left.types(), right.types());
    if (types == 0) {
      return trap(TrapCode.TYPE);
    }
    if (!RuntimeTypes.single(left.types()) || left.types() != right.types()) {
      throw unknownType("operands of " + op.word());
    }
    if (left.isFloat()) {
      return GlslOperators.floating(left, right, expr, types, wants.loose());
    }
    String a = left.text();
    String b = right.text();
    if (left.isBool()) {
      return new GlslValue(GlslOperators.logical(op, a, b), types);
    }
    boolean signed = left.types() == RuntimeTypes.I32;
    if (signed && (op == BinaryOp.DIV || op == BinaryOp.MOD)) {
      String function = op == BinaryOp.DIV ? "fusedDivS(" : "fusedModS(";
      String value = function + a + ", " + b + ", " + out.place(path) + ")";
      return new GlslValue(out.temporary("uint", value), types);
    }
    return new GlslValue(GlslOperators.integer(op, signed, a, b), types);
  }

  @Override
  public GlslValue visit(Expr.Unary expr) {
    UnaryOp op = expr.op();
    GlslValue operand = part("operand", expr.operand());
    int all = operand.types();
    int types = RuntimeTypes.unary(op, all);
    if (types == 0) {
      return trap(TrapCode.TYPE);
    }
    boolean everyTypeWorks = op == UnaryOp.LOGICAL_NOT || (all & RuntimeTypes.BOOL) == 0;
    if (!RuntimeTypes.single(all) && (operand.mixed() || !everyTypeWorks)) {
      throw unknownType("an operand of " + op.word());
    }
    if (op == UnaryOp.LOGICAL_NOT) {
      return GlslValue.bool("(!" + operand.truth() + ")");
    }
    String text = operand.text();
    if (!operand.isFloat()) {
      return new GlslValue(GlslOperators.integer(op, text), types);
    }
    return new GlslValue(GlslOperators.floating(op, text), types);
  }

  @Override
  public GlslValue visit(Expr.Select expr) {
    String condition = truth(part("condition", expr.condition()));
    GlslValue ifTrue = part("ifTrue", expr.ifTrue());
    GlslValue ifFalse = part("ifFalse", expr.ifFalse());
    int types = ifTrue.types() | ifFalse.types();
    requireForm(types, "a select");
    return new GlslValue(
        "mix(" + ifFalse.as(types) + ", " + ifTrue.as(types) + ", " + condition + ")",
        types,
        ifTrue.hidden() && ifFalse.hidden());
  }

  /** Refuses values that are a float now and an integer then. */
  void requireForm(int types, String what) {
    if (types != RuntimeTypes.F32 && (types & RuntimeTypes.F32) != 0) {
      throw unknownType(what);
    }
  }

  @Override
  public GlslValue visit(Expr.Cast expr) {
    GlslValue value = part("value", expr.value());
    int target = Values.typeOf(expr.target());
    if (target < 0) {
      throw unsupported("a cast to " + expr.target());
    }
    if (value.types() == 0) {
      return value;
    }
    requireForm(value.types(), "a cast");
    boolean signs = target == Values.F32_TYPE && (value.types() & RuntimeTypes.I32) != 0;
    if (signs && value.types() != RuntimeTypes.I32) {
      throw unknownType("a cast");
    }
    return new GlslValue(
        cast(target, value, expr.value()),
        1 << target,
        target == Values.F32_TYPE && value.hidden());
  }

  private String cast(int target, GlslValue value, Expr expr) {
    boolean signed = value.types() == RuntimeTypes.I32;
    return switch (target) {
      case Values.U32_TYPE -> value.isFloat() ? "fusedToU32(" + value.text() + ")" : value.word();
      case Values.I32_TYPE -> value.isFloat() ? "fusedToI32(" + value.text() + ")" : value.word();
      case Values.F32_TYPE ->
          value.isFloat() ? value.text() : conversion(signed, expr) + "(" + value.word() + ")";
      default -> value.truth();
    };
  }

  private String conversion(boolean signed, Expr expr) {
    boolean positive = most(expr).orElse(IntOps.MAX_U32) <= Integer.MAX_VALUE;
    return signed ? "fusedOfI32" : positive ? "fusedOfU31" : "fusedOfU32";
  }

  private OptionalLong most(Expr expr) {
    return LoopTurns.most(expr, name -> most.getOrDefault(name, IntOps.MAX_U32));
  }

  @Override
  public GlslValue visit(Expr.Atomic expr) {
    String function = GlslOperators.atomic(expr.op());
    if (function == null) {
      throw unsupported("the atomic operation " + expr.op().word());
    }
    String index = indexPart("index", expr.index());
    String expected = expr.expected().map(own -> indexPart("expected", own) + ", ").orElse("");
    String value = indexPart("value", expr.value());
    String call =
        buffers.call(function, expr.buffer(), path) + index + ", " + expected + value + ")";
    if (!endedToo) {
      return GlslValue.u32(out.temporary("uint", call));
    }
    String old = out.temporary("uint", "0u");
    out.line("if (fusedAlive) { " + old + " = " + call + "; }");
    return GlslValue.u32(old);
  }

  @Override
  public GlslValue visit(Expr.Fma expr) {
    GlslValue a = part("a", expr.a());
    GlslValue b = part("b", expr.b());
    GlslValue c = part("c", expr.c());
    if (!a.isFloat() || !b.isFloat() || !c.isFloat()) {
      requireForm(a.types() | b.types() | c.types() | RuntimeTypes.F32, "an operand of fma");
      return new GlslValue("uintBitsToFloat(0u)", RuntimeTypes.F32);
    }
    String factors = GlslOperators.hidden(a, expr.a()) + ", " + GlslOperators.hidden(b, expr.b());
    String addend = GlslOperators.hidden(c, expr.c());
    return GlslValue.f32("fusedMulAdd(" + factors + ", " + addend + ")");
  }

  /** Computes the operand of a subgroup operation; its types are empty if it traps. */
  private GlslValue subgroupOperand(Expr expr) {
    requireNoAtomics(expr);
    GlslValue value = part("value", expr);
    int allowed = value.types() & (RuntimeTypes.U32 | RuntimeTypes.F32);
    if (allowed == 0) {
      return trap(TrapCode.TYPE);
    }
    if (!RuntimeTypes.single(value.types())) {
      throw unknownType("an operand of a subgroup operation");
    }
    return value;
  }

  /** Refuses operands that the reference evaluates once for every invocation of the subgroup. */
  private void requireNoAtomics(Expr operand) {
    BufferUses uses = new BufferUses();
    uses.walk(operand);
    if (!uses.atomic().isEmpty()) {
      throw unsupported("an atomic operation inside a subgroup operation");
    }
  }

  private GlslValue gathered(String function, String arguments, int types) {
    String call = "fusedSubgroup" + function + "(" + arguments + ", " + out.place(path) + ")";
    String word = out.temporary("uint", call);
    return types == RuntimeTypes.F32
        ? GlslValue.f32("uintBitsToFloat(" + word + ")")
        : new GlslValue(word, types);
  }

  @Override
  public GlslValue visit(Expr.SubgroupAdd expr) {
    GlslValue value = subgroupOperand(expr.value());
    return value.types() == 0
        ? value
        : gathered(value.isFloat() ? "AddF" : "Add", value.word(), value.types());
  }

  @Override
  public GlslValue visit(Expr.SubgroupShuffle expr) {
    requireNoAtomics(expr.lane());
    GlslValue value = subgroupOperand(expr.value());
    String lane = index(part("lane", expr.lane()), "a lane", path.field("lane"));
    return value.types() == 0
        ? value
        : gathered("Shuffle", value.word() + ", " + lane, value.types());
  }

  @Override
  public GlslValue visit(Expr.SubgroupBallot expr) {
    requireNoAtomics(expr.condition());
    String condition = truth(part("condition", expr.condition()));
    return gathered("Ballot", "fusedOfBool(" + condition + ")", RuntimeTypes.U32);
  }
}
