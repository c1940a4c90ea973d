package dev.vireo.vir0.glsl;

import dev.vireo.vir0.DataType;
import dev.vireo.vir0.Expr;
import dev.vireo.vir0.Node;
import dev.vireo.vir0.NodePath;
import dev.vireo.vir0.Program;
import dev.vireo.vir0.UnsupportedProgramException;
import dev.vireo.vir0.tree.Scopes;
import dev.vireo.vir0.tree.Uniformity;
import dev.vireo.vir0.values.RuntimeTypes;
import dev.vireo.vir0.values.Values;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;

/**
 * Turns statements into GLSL. Without barriers, an invocation that ends returns. With barriers or
 * subgroup operations it goes on to them, because all invocations of a workgroup must: it takes the
 * statements that {@link GlslTogether} finds, and has no effect in them.
 */
final class GlslStatements implements Node.Visitor<Void> {
  /** What loops can take at most for it to be taken from the fuel at once, before the first. */
  private static final long AT_ONCE = 4096;

  private final RuntimeTypes types;
  private final GlslText out;
  private final GlslBuffers buffers;
  private final GlslExpressions expressions;
  private final GlslCopies copies;
  private final GlslLoops loops = new GlslLoops();
  private final GlslTogether together;
  private final Scopes scopes = new Scopes();
  private final boolean waits;
  private final GlslSlack whole;
  private GlslSlack slack; // of where it is
  private NodePath path = NodePath.ROOT;
  private boolean divergent;
  private boolean paid; // the loops around have paid for those inside

  GlslStatements(Program program, GlslText out, GlslBuffers buffers) {
    this.types = RuntimeTypes.of(program);
    this.out = out;
    this.buffers = buffers;
    this.together = GlslTogether.of(program);
    this.waits = together.waits();
    this.expressions = new GlslExpressions(out, buffers);
    this.whole = GlslSlack.of(program, types);
    this.slack = whole;
    expressions.slack(slack);
    this.copies = new GlslCopies(program, out, buffers, loops);
  }

  boolean waits() {
    return waits;
  }

  boolean subgroups() {
    return together.subgroups();
  }

  GlslLoops loops() {
    return loops;
  }

  /**
   * Says whether there are two forms of a loop: one flushes no more than it must if a test holds.
   */
  boolean twice(Node.Loop loop) {
    return !waits && whole.split(loop) != null;
  }

  /** Returns how many loops a list becomes. */
  int loops(List<Node> nodes) {
    return LoopTurns.loops(nodes, copies::loops, this::twice);
  }

  /** Writes a whole program. */
  void program(List<Node> body) {
    copies.declare();
    loops.subgroups(together.subgroups());
    list("body", body);
    if (copies.any()) {
      checkCopies();
    }
  }

  /** Traps if an invocation that ends has a copy pending. */
  private void checkCopies() {
    out.open(waits ? "if (fusedAlive)" : "");
    copies.checkPending();
    out.close();
    out.takeTrapped();
  }

  void list(String field, List<Node> nodes) {
    NodePath outer = path;
    scopes.open();
    for (int i = 0; i < nodes.size(); i++) {
      path = outer.element(field, i);
      statement(nodes.get(i));
    }
    scopes.close();
    path = outer;
  }

  private void statement(Node node) {
    boolean guarded = waits && !together.contains(node);
    boolean block = node instanceof Node.Block || node instanceof Node.Region;
    expressions.endedToo(waits && !guarded);
    if (guarded) {
      out.open("if (fusedAlive)");
    } else if (!block) {
      out.open("");
    }
    node.accept(this);
    if (guarded || !block) {
      out.close();
    }
  }

  /** Opens a block for effects, which an invocation that has ended does not have. */
  private void openEffect() {
    out.open(waits ? "if (fusedAlive)" : "");
  }

  private GlslValue compute(String field, Expr expr) {
    return expressions.compute(expr, path.field(field));
  }

  /** Goes on only if what was computed did not trap. */
  private void settle() {
    if (out.takeTrapped() && !waits) {
      out.line("if (!fusedAlive) { return; }");
    }
  }

  private UnsupportedProgramException unsupported(String construct) {
    return new UnsupportedProgramException(
        construct, path, "leave it out, or run the program in the interpreter tier");
  }

  @Override
  public Void visit(Node.Let node) {
    RuntimeTypes.Variable known = types.variable(node);
    expressions.requireForm(known.types(), "a variable");
    NodePath at = path.field("value");
    GlslValue value = expressions.compute(node.value(), at, slack.demand(node)).kept();
    String name = out.declare(GlslValue.type(known.types()));
    out.line(name + " = " + value.as(known.types()) + ";");
    int all = known.assigned() ? known.types() : value.types();
    GlslValue variable = new GlslValue(name, all, all == RuntimeTypes.F32);
    if (known.assigned()) {
      expressions.name(node.name(), variable);
    } else {
      expressions.name(node.name(), variable, node.value());
    }
    scopes.declare(node.name(), new Scopes.Variable(null, true, together.uniform(node)), true);
    settle();
    return null;
  }

  @Override
  public Void visit(Node.Assign node) {
    GlslValue variable = expressions.variable(node.name());
    GlslValue value = compute("value", node.value()).kept();
    out.line(variable.text() + " = " + value.as(variable.types()) + ";");
    settle();
    return null;
  }

  @Override
  public Void visit(Node.Store node) {
    DataType element = buffers.declaration(node.buffer()).element();
    int type = Values.typeOf(element);
    if (type < 0) {
      throw unsupported("a store of an element of type " + element);
    }
    String index =
        expressions.index(compute("index", node.index()), "an index", path.field("index"));
    GlslValue value = compute("value", node.value());
    expressions.requireForm(value.types(), "a stored value");
    settle();
    String range = buffers.range(node.buffer(), path);
    if (value.types() != 0 && (type == Values.F32_TYPE) != value.isFloat()) {
      out.line("fusedTrap(VM_TRAP_TYPE, " + out.place(path) + ");");
      settle();
      return null;
    }
    String store = buffers.workgroup(node.buffer()) ? "fusedSharedStore(" : "fusedStore(";
    String line = store + range + ", " + index + ", " + value.word() + ");";
    if (waits && together.contains(node)) {
      openEffect();
      out.line(line);
      out.close();
    } else {
      out.line(line);
    }
    return null;
  }

  @Override
  public Void visit(Node.If node) {
    boolean same = Uniformity.of(node.condition(), scopes);
    requireUniform(same || !(holds(node.then()) || holds(node.otherwise())), "a condition");
    String condition = expressions.truth(compute("condition", node.condition()));
    settle();
    boolean outer = divergent;
    divergent |= !same;
    out.open("if (" + condition + ")");
    list("then", node.then());
    if (!node.otherwise().isEmpty()) {
      out.otherwise();
      list("otherwise", node.otherwise());
    }
    out.close();
    divergent = outer;
    return null;
  }

  /** Says whether a list has statements that all invocations take. */
  private boolean holds(List<Node> nodes) {
    return nodes.stream().anyMatch(together::contains);
  }

  private void requireUniform(boolean uniform, String what) {
    if (!uniform) {
      throw unsupported(
          "a barrier or subgroup operation behind "
              + what
              + " that may differ among the invocations of a workgroup");
    }
  }

  @Override
  public Void visit(Node.Loop node) {
    boolean held = holds(node.body());
    boolean same =
        !divergent && Uniformity.of(node.from(), scopes) && Uniformity.of(node.to(), scopes);
    requireUniform(same || !held, "a bound");
    String from = expressions.index(compute("from", node.from()), "a bound", path.field("from"));
    from = out.temporary("uint", from);
    String to = expressions.index(compute("to", node.to()), "a bound", path.field("to"));
    to = out.temporary("uint", to);
    settle();
    boolean twice = twice(node);
    int cost = loops(List.of(node)) - (twice ? 1 : 0);
    OptionalLong most = held ? OptionalLong.empty() : LoopTurns.of(List.of(node), this::twice);
    boolean payer = !paid && most.isPresent() && most.getAsLong() <= AT_ONCE;
    if (payer) {
      out.line("FUSED_PAY(" + most.getAsLong() + "u, " + leave() + ")");
    }
    paid |= payer;
    Turns turns = new Turns(out.temporary("uint", from), to, cost, held);
    if (twice) {
      quick(node, turns);
    }
    loops.enter(same && !twice, held, cost);
    turns(node, turns, same);
    loops.leave();
    if (twice) {
      out.close();
    }
    paid &= !payer;
    return null;
  }

  /** The variable that counts a loop's turns, its end, what a turn costs, and who pays for it. */
  private record Turns(String counter, String to, int cost, boolean held) {}

  /**
   * Writes the form of a loop that flushes less, if its anchors are ones, and opens the other one.
   */
  private void quick(Node.Loop node, Turns turns) {
    slack = whole.split(node);
    expressions.slack(slack);
    String test = "true";
    for (String name : new TreeSet<>(slack.anchors())) {
      test = "fusedBoth(" + test + ", " + expressions.anchored(name) + ")";
    }
    out.line("#ifdef FUSED_SLACK");
    out.open("if (" + test + ")");
    loops.enter(false, turns.held(), turns.cost());
    turns(node, turns, false);
    loops.leave();
    out.close();
    out.line("else");
    out.line("#endif");
    out.open("");
    slack = whole;
    expressions.slack(whole);
  }

  private void turns(Node.Loop node, Turns turns, boolean same) {
    String fuel = turns.held() ? "fusedTurns" : "fusedFuel";
    String more = paid ? "" : " FUSED_WITHIN(" + fuel + ", " + turns.cost() + "u)";
    more += waits && !turns.held() ? " && fusedAlive" : "";
    String counter = turns.counter();
    out.open(String.format("for (; %1$s < %2$s%3$s; %1$s++)", counter, turns.to(), more));
    if (!paid) {
      out.line("FUSED_CHARGE(" + fuel + ", " + turns.cost() + "u)");
    }
    body(node, counter, same);
    out.close();
    if (!paid) {
      out.line("FUSED_SPENT(" + counter + " < " + turns.to() + ", " + leave() + ")");
    }
  }

  private void body(Node.Loop node, String counter, boolean same) {
    boolean outer = divergent;
    divergent |= !same;
    scopes.open();
    scopes.declare(node.variable(), new Scopes.Variable(null, false, same), false);
    expressions.name(node.variable(), GlslValue.u32(counter));
    list("body", node.body());
    scopes.close();
    divergent = outer;
  }

  /**
   * Returns the place of a loop that ended too early, and what to do there; an invocation that has
   * ended, and left it for that, does not trap. Behind the loop, because software drivers go
   * through all code of one in each turn.
   */
  private String leave() {
    String place = out.place(path);
    out.takeTrapped();
    return place + (waits ? ", ;" : ", return;");
  }

  @Override
  public Void visit(Node.Return node) {
    if (copies.any()) {
      checkCopies();
    }
    out.line(waits ? "fusedAlive = false;" : "return;");
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
    out.line("memoryBarrierBuffer();");
    out.line("barrier();");
    return null;
  }

  @Override
  public Void visit(Node.Trap node) {
    expressions.index(compute("address", node.address()), "an address", path.field("address"));
    settle();
    out.line("fusedTrap(VM_TRAP_TRAP, " + out.place(path) + ");");
    settle();
    return null;
  }

  @Override
  public Void visit(Node.AsyncLoad node) {
    begin(
        node.tag(),
        new GlslCopies.Copy(node.source(), node.destination(), true),
        node.offset(),
        node.size());
    return null;
  }

  @Override
  public Void visit(Node.AsyncStore node) {
    begin(
        node.tag(),
        new GlslCopies.Copy(node.source(), node.destination(), false),
        node.offset(),
        node.size());
    return null;
  }

  private void begin(String tag, GlslCopies.Copy copy, Expr offset, Expr size) {
    String start = byteCount("offset", offset);
    String length = byteCount("size", size);
    settle();
    openEffect();
    copies.begin(tag, copy, start, length, path);
    out.close();
    settle();
  }

  private String byteCount(String field, Expr expr) {
    String count = expressions.index(compute(field, expr), "a number of bytes", path.field(field));
    return out.temporary("uint", count);
  }

  @Override
  public Void visit(Node.AsyncWait node) {
    copies.await(node.tag(), path);
    settle();
    return null;
  }

  @Override
  public Void visit(Node.IndirectDispatch node) {
    throw unsupported("an indirect dispatch");
  }

  @Override
  public Void visit(Node.Resume node) {
    throw unsupported("a resume");
  }

  @Override
  public Void visit(Node.AllReduce node) {
    throw unsupported("a collective");
  }

  @Override
  public Void visit(Node.AllGather node) {
    throw unsupported("a collective");
  }

  @Override
  public Void visit(Node.ReduceScatter node) {
    throw unsupported("a collective");
  }

  @Override
  public Void visit(Node.Broadcast node) {
    throw unsupported("a collective");
  }
}
