package dev.vireo.vir0.lowering;

import static dev.vireo.vir0.bytecode.BytecodeAssembler.NONE;

import dev.vireo.vir0.BufferDecl;
import dev.vireo.vir0.Expr;
import dev.vireo.vir0.InvalidProgramException;
import dev.vireo.vir0.Node;
import dev.vireo.vir0.NodePath;
import dev.vireo.vir0.Program;
import dev.vireo.vir0.ProgramValidator;
import dev.vireo.vir0.TrapCode;
import dev.vireo.vir0.UnsupportedProgramException;
import dev.vireo.vir0.bytecode.Bytecode;
import dev.vireo.vir0.bytecode.BytecodeAssembler;
import dev.vireo.vir0.bytecode.BytecodeOp;
import dev.vireo.vir0.bytecode.BytecodeVerifier;
import dev.vireo.vir0.tree.DeviceStatements;
import dev.vireo.vir0.tree.Scopes;
import dev.vireo.vir0.tree.Uniformity;
import dev.vireo.vir0.values.RuntimeTypes;
import java.util.List;

/**
 * Turns programs into bytecode: expressions into instructions, statements into jumps. What a
 * program does is what {@link dev.vireo.vir0.eval.ProgramEvaluator} does, with two freedoms:
 * invocations of a workgroup advance in any order between barriers, and those that have ended have
 * no part in subgroup operations.
 */
public final class ProgramLowering implements DeviceStatements<Void> {
  private final RuntimeTypes types;
  private final BytecodeAssembler out = new BytecodeAssembler();
  private final LoweredBuffers buffers;
  private final LoweredVariables variables = new LoweredVariables(out);
  private final LoweredValues values = new LoweredValues(out);
  private final LoweredExpressions expressions;
  private final LoweredCopies copies;
  private final Scopes scopes = new Scopes();
  private final int end;
  private NodePath path = NodePath.ROOT;
  private boolean divergent;

  private ProgramLowering(Program program) {
    this.types = RuntimeTypes.of(program);
    this.buffers = new LoweredBuffers(program, out);
    this.expressions = new LoweredExpressions(out, buffers, variables, values);
    this.copies = new LoweredCopies(program, out, buffers, variables, values, expressions);
    this.end = out.label();
  }

  /** Lowers a program to bytecode with as many registers as instructions can name. */
  public static Bytecode lower(Program program) {
    return lower(program, Bytecode.MAX_REGISTERS);
  }

  /**
   * Lowers a program to bytecode, and verifies that.
   *
   * @param maxRegisters most registers that an invocation may have
   * @throws InvalidProgramException if the program breaks a rule; subgroup operations are allowed
   * @throws UnsupportedProgramException if it has a construct that bytecode has no form for
   */
  public static Bytecode lower(Program program, int maxRegisters) {
    ProgramValidator.require(program, true);
    Bytecode code = new ProgramLowering(program).lowerAll(program, maxRegisters);
    BytecodeVerifier.verify(code.image());
    return code;
  }

  private Bytecode lowerAll(Program program, int maxRegisters) {
    expressions.prepare(program);
    copies.prepare();
    list("body", program.body());
    out.at(NodePath.ROOT);
    out.bind(end);
    copies.checkPending();
    out.emit(BytecodeOp.END, NONE, NONE);
    return out.finish(program.workgroupSize(), maxRegisters);
  }

  private void list(String field, List<Node> nodes) {
    NodePath outer = path;
    scopes.open();
    for (int i = 0; i < nodes.size(); i++) {
      path = outer.element(field, i);
      out.at(path);
      nodes.get(i).accept(this);
    }
    scopes.close();
    path = outer;
    out.at(path);
  }

  private Operand compute(String field, Expr expr) {
    return expressions.compute(expr, path.field(field));
  }

  private void setDivergent(boolean value) {
    divergent = value;
    expressions.setDivergent(value);
  }

  @Override
  public UnsupportedProgramException unsupported(String construct) {
    return new UnsupportedProgramException(construct, path, "leave it out");
  }

  @Override
  public Void visit(Node.Let node) {
    RuntimeTypes.Variable variable = types.variable(node);
    variables.declare(node.name(), compute("value", node.value()), variable);
    boolean uniform = Uniformity.of(node.value(), scopes);
    scopes.declare(node.name(), new Scopes.Variable(null, true, uniform), true);
    return null;
  }

  @Override
  public Void visit(Node.Assign node) {
    expressions.computeInto(variables.register(node.name()), node.value(), path.field("value"));
    scopes.find(node.name()).assign(Uniformity.of(node.value(), scopes));
    return null;
  }

  @Override
  public Void visit(Node.Store node) {
    BufferDecl buffer = buffers.declaration(node.buffer());
    if (!buffer.element().core()) {
      throw unsupported("a store of an element of type " + buffer.element());
    }
    LoweredExpressions.Address address = expressions.address(node.index(), path.field("index"));
    int value = compute("value", node.value()).operand();
    int number = buffers.number(node.buffer(), path);
    boolean workgroup = buffers.workgroup(node.buffer());
    if (address.b() != NONE && !BytecodeAssembler.isConstant(value)) {
      BytecodeOp op = workgroup ? BytecodeOp.STXW : BytecodeOp.STX;
      out.emit(op, value, address.a(), address.b(), number);
      return null;
    }
    int index = address.a();
    if (address.b() != NONE) {
      index = out.register();
      out.emit(BytecodeOp.ADD, index, address.a(), address.b());
    }
    out.emit(workgroup ? BytecodeOp.STW : BytecodeOp.ST, NONE, index, value, number);
    return null;
  }

  @Override
  public Void visit(Node.If node) {
    int otherwise = out.label();
    expressions.jumpUnless(node.condition(), otherwise, path.field("condition"));
    boolean outer = divergent;
    setDivergent(outer || !Uniformity.of(node.condition(), scopes));
    list("then", node.then());
    if (node.otherwise().isEmpty()) {
      out.bind(otherwise);
    } else {
      int behind = out.label();
      if (!ends(node.then())) {
        out.jump(BytecodeOp.JUMP, NONE, NONE, behind);
      }
      out.bind(otherwise);
      list("otherwise", node.otherwise());
      out.bind(behind);
    }
    setDivergent(outer);
    return null;
  }

  private static boolean ends(List<Node> nodes) {
    return !nodes.isEmpty() && nodes.get(nodes.size() - 1) instanceof Node.Return;
  }

  @Override
  public Void visit(Node.Loop node) {
    Operand from = compute("from", node.from());
    int first = values.index(from, "a bound");
    Operand to = compute("to", node.to());
    int last = variables.stable(values.index(to, "a bound"));
    int counter = out.register();
    int behind = out.label();
    out.emit(BytecodeOp.MOV, counter, first);
    if (!surelyEntered(first, last)) {
      out.jump(BytecodeOp.JGEU, counter, last, behind);
    }
    boolean outer = divergent;
    boolean uniform = Uniformity.of(node.from(), scopes) && Uniformity.of(node.to(), scopes);
    setDivergent(outer || !uniform);
    scopes.open();
    scopes.declare(node.variable(), new Scopes.Variable(null, false, !divergent), false);
    variables.name(node.variable(), counter);
    int again = out.beginLoop();
    list("body", node.body());
    out.jump(BytecodeOp.NEXT, counter, last, again);
    out.endLoop();
    scopes.close();
    setDivergent(outer);
    out.bind(behind);
    return null;
  }

  private boolean surelyEntered(int first, int last) {
    return BytecodeAssembler.isConstant(first)
        && BytecodeAssembler.isConstant(last)
        && Integer.compareUnsigned(out.bits(first), out.bits(last)) < 0;
  }

  @Override
  public Void visit(Node.Return node) {
    if (copies.any()) {
      out.jump(BytecodeOp.JUMP, NONE, NONE, end);
    } else {
      out.emit(BytecodeOp.END, NONE, NONE);
    }
    return null;
  }

  @Override
  public Void visit(Node.Block node) {
    list("body", node.body());
    return null;
  }

  @Override
  public Void visit(Node.Region node) {
    list("body", node.body());
    return null;
  }

  @Override
  public Void visit(Node.Barrier node) {
    out.emit(BytecodeOp.BARRIER, NONE, NONE);
    return null;
  }

  @Override
  public Void visit(Node.AsyncLoad node) {
    copies.begin(
        node.tag(), node.source(), node.destination(), node.offset(), node.size(), true, path);
    return null;
  }

  @Override
  public Void visit(Node.AsyncStore node) {
    copies.begin(
        node.tag(), node.source(), node.destination(), node.offset(), node.size(), false, path);
    return null;
  }

  @Override
  public Void visit(Node.AsyncWait node) {
    copies.await(node.tag());
    return null;
  }

  @Override
  public Void visit(Node.Trap node) {
    int address = values.index(compute("address", node.address()), "an address");
    out.emit(BytecodeOp.TRAP, NONE, TrapCode.TRAP.ordinal(), address);
    return null;
  }
}
