package dev.vireo.vir0.rules;

import dev.vireo.vir0.BufferDecl;
import dev.vireo.vir0.DataType;
import dev.vireo.vir0.DataType.Scalar;
import dev.vireo.vir0.Expr;
import dev.vireo.vir0.MemoryOrdering;
import dev.vireo.vir0.Node;
import dev.vireo.vir0.NodePath;
import dev.vireo.vir0.Program;
import dev.vireo.vir0.Rule;
import dev.vireo.vir0.tree.BufferUses;
import dev.vireo.vir0.tree.Scopes;
import dev.vireo.vir0.tree.Uniformity;
import dev.vireo.vir0.values.IntOps;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Checks statements: scopes, types, control flow and hazards. Source: VIR0 section 9. */
public final class StatementRules implements Node.Visitor<Void> {
  private static final int MAX_NESTING = 64;
  private static final int MAX_STATEMENTS = 100_000;

  private final Program program;
  private final ErrorList errors;
  private final Map<String, BufferDecl> buffers = new HashMap<>();
  private final Scopes scopes = new Scopes();
  private final ExpressionRules expressions;
  private NodePath path = NodePath.ROOT;
  private int nesting;
  private int statements;
  private boolean divergent;
  private Hazards hazards = new Hazards();

  public StatementRules(Program program, boolean subgroups, ErrorList errors) {
    this.program = program;
    this.errors = errors;
    program.buffers().forEach(buffer -> buffers.put(buffer.name(), buffer));
    this.expressions = new ExpressionRules(buffers, scopes, subgroups, errors);
  }

  public void check() {
    scopes.open();
    statements("body", program.body());
    scopes.close();
  }

  private void error(Rule rule, String problem, String remedy) {
    errors.add(rule, path, problem, remedy);
  }

  private void statements(String field, List<Node> nodes) {
    NodePath outer = path;
    for (int i = 0; i < nodes.size(); i++) {
      path = outer.element(field, i);
      if (++statements == MAX_STATEMENTS + 1) {
        error(Rule.NODE_COUNT, "more than " + MAX_STATEMENTS + " statements", "split the program");
      }
      nodes.get(i).accept(this);
      if (nodes.get(i) instanceof Node.Return && i < nodes.size() - 1) {
        error(
            Rule.UNREACHABLE,
            "statements follow after the return",
            "make it the last of its list, or put it into a condition");
      }
    }
    path = outer;
  }

  /** Checks a nested list in a scope of its own, where hazards are counted anew. */
  private void nested(String field, List<Node> nodes, Runnable declare) {
    if (nesting == MAX_NESTING) {
      if (!nodes.isEmpty()) {
        error(Rule.NESTING, "more than " + MAX_NESTING + " levels", "flatten the statements");
      }
      return;
    }
    nesting++;
    scopes.open();
    Hazards outer = hazards;
    hazards = new Hazards();
    declare.run();
    statements(field, nodes);
    hazards = outer;
    scopes.close();
    nesting--;
  }

  private void nested(String field, List<Node> nodes) {
    nested(field, nodes, () -> {});
  }

  private DataType type(String field, Expr expr) {
    return expressions.check(expr, path.field(field));
  }

  private BufferDecl buffer(String name) {
    BufferDecl buffer = buffers.get(name);
    if (buffer == null) {
      error(Rule.UNKNOWN_BUFFER, "there is no buffer '" + name + "'", "declare it");
    }
    return buffer;
  }

  private void access(BufferUses uses) {
    hazards
        .of(uses)
        .forEach(
            name ->
                error(
                    Rule.HAZARD,
                    "plain and atomic accesses to '" + name + "' in one list",
                    "put a barrier between them"));
  }

  private BufferUses uses(Expr... parts) {
    BufferUses uses = new BufferUses();
    for (Expr part : parts) {
      uses.walk(part);
    }
    return uses;
  }

  private void requireNew(String name) {
    if (scopes.find(name) != null) {
      error(Rule.SHADOWING, "'" + name + "' is still visible", "choose another name");
    }
  }

  @Override
  public Void visit(Node.Let node) {
    DataType type = type("value", node.value());
    if (scopes.declaredHere(node.name())) {
      error(
          Rule.DUPLICATE,
          "'" + node.name() + "' is declared twice in a list",
          "assign to it, or choose another name");
    } else {
      requireNew(node.name());
    }
    boolean uniform = Uniformity.of(node.value(), scopes);
    scopes.declare(
        node.name(), new Scopes.Variable(type == null ? Scalar.U32 : type, true, uniform), true);
    access(uses(node.value()));
    return null;
  }

  @Override
  public Void visit(Node.Assign node) {
    DataType type = type("value", node.value());
    Scopes.Variable variable = scopes.find(node.name());
    if (variable == null) {
      error(Rule.UNDECLARED, "no variable '" + node.name() + "' is visible", "declare it first");
    } else {
      checkAssign(node.name(), variable, type);
      variable.assign(Uniformity.of(node.value(), scopes));
    }
    access(uses(node.value()));
    return null;
  }

  private void checkAssign(String name, Scopes.Variable variable, DataType type) {
    if (!variable.mutable()) {
      error(
          Rule.LOOP_VARIABLE,
          "'" + name + "' is a loop variable",
          "declare a variable of your own");
    }
    if (type != null && !type.equals(variable.type())) {
      error(
          Rule.ASSIGN_TYPE,
          "'" + name + "' is " + variable.type() + ", the value " + type,
          "cast the value");
    }
  }

  @Override
  public Void visit(Node.Store node) {
    DataType index = type("index", node.index());
    DataType value = type("value", node.value());
    BufferDecl buffer = buffer(node.buffer());
    if (index != null && index != Scalar.U32) {
      error(Rule.INDEX_TYPE, "the index is " + index, "cast it to u32");
    }
    if (buffer != null) {
      checkStore(buffer, node.index(), value);
    }
    BufferUses uses = uses(node.index(), node.value());
    uses.use(node.buffer());
    access(uses);
    return null;
  }

  private void checkStore(BufferDecl buffer, Expr index, DataType value) {
    if (!buffer.access().writable()) {
      error(
          Rule.STORE_ACCESS,
          "'" + buffer.name() + "' is " + buffer.access().word(),
          "declare it read_write, write_only or workgroup");
    }
    if (buffer.element() == Scalar.BYTES && !buffer.bytesExtraction()) {
      error(
          Rule.BYTES,
          "a store to '" + buffer.name() + "', whose elements are bytes",
          "declare elements of u32, i32 or f32");
    }
    if (!OperatorRules.storable(value, buffer.element())) {
      error(
          Rule.STORE_TYPE,
          "the value is "
              + value
              + ", the elements of '"
              + buffer.name()
              + "' are "
              + buffer.element(),
          "cast the value");
    }
    if (index instanceof Expr.LitU32 literal
        && buffer.count() > 0
        && (literal.bits() & IntOps.MAX_U32) >= buffer.count()) {
      error(
          Rule.STORE_INDEX,
          "index "
              + (literal.bits() & IntOps.MAX_U32)
              + " in '"
              + buffer.name()
              + "' of "
              + buffer.count()
              + " elements",
          "store inside the buffer");
    }
  }

  @Override
  public Void visit(Node.If node) {
    DataType type = type("condition", node.condition());
    if (!OperatorRules.condition(type)) {
      error(Rule.CONDITION_TYPE, "the condition is " + type, "cast it to bool");
    }
    access(uses(node.condition()));
    boolean outer = divergent;
    divergent |= !Uniformity.of(node.condition(), scopes);
    nested("then", node.then());
    nested("otherwise", node.otherwise());
    divergent = outer;
    return null;
  }

  @Override
  public Void visit(Node.Loop node) {
    checkBound("from", node.from());
    checkBound("to", node.to());
    requireNew(node.variable());
    access(uses(node.from(), node.to()));
    boolean outer = divergent;
    boolean uniform = Uniformity.of(node.from(), scopes) && Uniformity.of(node.to(), scopes);
    divergent |= !uniform;
    Scopes.Variable variable = new Scopes.Variable(Scalar.U32, false, !divergent);
    nested("body", node.body(), () -> scopes.declare(node.variable(), variable, false));
    divergent = outer;
    return null;
  }

  private void checkBound(String field, Expr bound) {
    DataType type = type(field, bound);
    if (type != null && type != Scalar.U32) {
      error(Rule.BOUND_TYPE, "the bound '" + field + "' is " + type, "cast it to u32");
    }
  }

  @Override
  public Void visit(Node.Return node) {
    return null;
  }

  @Override
  public Void visit(Node.Block node) {
    nested("body", node.body());
    return null;
  }

  @Override
  public Void visit(Node.Region node) {
    nested("body", node.body());
    return null;
  }

  @Override
  public Void visit(Node.Barrier node) {
    if (divergent) {
      error(
          Rule.BARRIER_UNIFORM,
          "invocations of a workgroup may come here differently",
          "move the barrier out of the condition or loop");
    }
    if (node.ordering() == MemoryOrdering.RELAXED) {
      error(Rule.BARRIER_ORDERING, "the barrier is relaxed", "use acq_rel or seq_cst");
    }
    hazards = new Hazards();
    return null;
  }

  @Override
  public Void visit(Node.IndirectDispatch node) {
    if (node.offset() % 4 != 0) {
      error(
          Rule.DISPATCH_OFFSET,
          "the offset is " + Long.toUnsignedString(node.offset()),
          "use a multiple of 4");
    }
    buffer(node.buffer());
    access(plain(node.buffer()));
    return null;
  }

  private static BufferUses plain(String... names) {
    BufferUses uses = new BufferUses();
    for (String name : names) {
      uses.use(name);
    }
    return uses;
  }

  @Override
  public Void visit(Node.AsyncLoad node) {
    return copy(node.source(), node.destination(), node.offset(), node.size(), node.tag());
  }

  @Override
  public Void visit(Node.AsyncStore node) {
    return copy(node.source(), node.destination(), node.offset(), node.size(), node.tag());
  }

  private Void copy(String source, String destination, Expr offset, Expr size, String tag) {
    checkTag(tag);
    buffer(source);
    buffer(destination);
    type("offset", offset);
    type("size", size);
    access(plain(source, destination));
    return null;
  }

  private void checkTag(String tag) {
    if (tag.isEmpty()) {
      error(Rule.ASYNC_TAG, "the tag is empty", "give it a name");
    }
  }

  @Override
  public Void visit(Node.AsyncWait node) {
    checkTag(node.tag());
    return null;
  }

  @Override
  public Void visit(Node.Trap node) {
    type("address", node.address());
    return null;
  }

  @Override
  public Void visit(Node.Resume node) {
    return null;
  }

  @Override
  public Void visit(Node.AllReduce node) {
    return collective(node.buffer());
  }

  @Override
  public Void visit(Node.AllGather node) {
    return collective(node.input(), node.output());
  }

  @Override
  public Void visit(Node.ReduceScatter node) {
    return collective(node.input(), node.output());
  }

  @Override
  public Void visit(Node.Broadcast node) {
    return collective(node.buffer());
  }

  private Void collective(String... names) {
    error(Rule.COLLECTIVE, "a collective between devices", "run it on one device without");
    for (String name : names) {
      buffer(name);
    }
    access(plain(names));
    return null;
  }
}
