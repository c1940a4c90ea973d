package dev.vireo.vir0.glsl;

import dev.vireo.vir0.DataType;
import dev.vireo.vir0.Expr;
import dev.vireo.vir0.Node;
import dev.vireo.vir0.NodePath;
import dev.vireo.vir0.Program;
import dev.vireo.vir0.UnsupportedProgramException;
import dev.vireo.vir0.tree.AsyncCopy;
import dev.vireo.vir0.tree.DeviceStatements;
import dev.vireo.vir0.tree.Scopes;
import dev.vireo.vir0.tree.Uniformity;
import dev.vireo.vir0.values.RuntimeTypes;
import dev.vireo.vir0.values.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Turns statements into GLSL. Without barriers, an invocation that ends returns. With barriers or
 * subgroup operations it goes on to them, because all invocations of a workgroup must: it takes the
 * statements that {@link GlslTogether} finds, and has no effect in them.
 */
final class GlslStatements implements DeviceStatements<Void> {
  /** What loops can take at most for it to be taken from the fuel at once, before the first. */
  private static final long AT_ONCE = 4096;

  private static final GlslExits NO_EXITS = new GlslExits(List.of());

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
  private GlslExits exits = NO_EXITS; // of the innermost loop
  private Merged merged; // what the loop at hand and the statement behind it store; else null

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
      boolean merges =
          exitsMove()
              && i + 1 < nodes.size()
              && nodes.get(i) instanceof Node.Loop loop
              && GlslExits.merge(loop, nodes.get(i + 1));
      if (merges) {
        NodePath behind = outer.element(field, i + 1);
        merge((Node.Loop) nodes.get(i), (Node.Store) nodes.get(i + 1), behind);
        i++;
      } else {
        statement(nodes.get(i));
      }
    }
    scopes.close();
    path = outer;
  }

  /** Says whether ways out of loops move behind them: where an invocation that ends returns. */
  private boolean exitsMove() {
    return !waits && !copies.any();
  }

  /** A store that does for several: variables with its index and word. */
  private record Merged(Node.Loop loop, String index, String word, List<GlslExits> exits) {}

  /** Writes a loop and the store behind it, which is also that of the ways out of the loop. */
  private void merge(Node.Loop loop, Node.Store store, NodePath behind) {
    if (buffers.workgroup(store.buffer()) || Values.typeOf(element(store)) < 0) {
      statement(loop);
      path = behind;
      statement(store);
      return;
    }
    Merged own = new Merged(loop, out.declare("uint"), out.declare("uint"), new ArrayList<>());
    Merged outer = merged;
    merged = own;
    statement(loop);
    path = behind;
    String stayed = own.exits().stream().map(GlslExits::stayed).collect(Collectors.joining(" && "));
    out.open("if (" + stayed + ")");
    store(store, own);
    out.close();
    out.line(buffers.call("Store", store.buffer(), path) + own.index() + ", " + own.word() + ");");
    out.line("if (!(" + stayed + ")) { return; }");
    merged = outer;
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

  @Override
  public UnsupportedProgramException unsupported(String construct) {
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

  private DataType element(Node.Store node) {
    return buffers.declaration(node.buffer()).element();
  }

  @Override
  public Void visit(Node.Store node) {
    store(node, null);
    return null;
  }

  /**
   * Stores, or has a store behind it do that.
   *
   * @param behind null if there is none
   */
  private void store(Node.Store node, Merged behind) {
    DataType element = element(node);
    int type = Values.typeOf(element);
    if (type < 0) {
      throw unsupported("a store of an element of type " + element);
    }
    String index =
        expressions.index(compute("index", node.index()), "an index", path.field("index"));
    GlslValue value = compute("value", node.value());
    expressions.requireForm(value.types(), "a stored value");
    settle();
    if (value.types() != 0 && (type == Values.F32_TYPE) != value.isFloat()) {
      out.line("fusedTrap(VM_TRAP_TYPE, " + out.place(path) + ");");
      settle();
      return;
    }
    if (behind != null) {
      out.line(behind.index() + " = " + index + ";");
      out.line(behind.word() + " = " + value.word() + ";");
      return;
    }
    String line = buffers.call("Store", node.buffer(), path) + index + ", " + value.word() + ");";
    if (waits && together.contains(node)) {
      openEffect();
      out.line(line);
      out.close();
    } else {
      out.line(line);
    }
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
    branch("then", node.then());
    if (!node.otherwise().isEmpty()) {
      out.otherwise();
      branch("otherwise", node.otherwise());
    }
    out.close();
    divergent = outer;
    return null;
  }

  private void branch(String field, List<Node> nodes) {
    if (exits == NO_EXITS || !GlslExits.moves(nodes)) {
      list(field, nodes);
      return;
    }
    out.line(exits.leave(nodes, path, field, expressions.names()) + " = true;");
    out.line("break;");
  }

  /** Makes the ways out of a loop that move, none of which was taken yet. */
  private GlslExits exits(Node.Loop node) {
    List<String> flags = new ArrayList<>();
    for (int i = exitsMove() ? GlslExits.find(node.body()).size() : 0; i > 0; i--) {
      String flag = out.declare("bool");
      out.line(flag + " = false;");
      flags.add(flag);
    }
    GlslExits made = flags.isEmpty() ? NO_EXITS : new GlslExits(flags);
    if (merged != null && merged.loop() == node) {
      merged.exits().add(made);
    }
    return made;
  }

  /** Writes what ways out of a loop do, behind it. */
  private void moved(Node.Loop node, GlslExits all) {
    NodePath outer = path;
    GlslExpressions.Names names = expressions.names();
    for (GlslExits.Exit exit : all.left()) {
      expressions.names(exit.names());
      path = exit.path();
      out.open("if (" + exit.flag() + ")");
      if (merged != null && merged.loop() == node) {
        path = path.element(exit.field(), 0);
        store((Node.Store) exit.nodes().get(0), merged);
      } else {
        list(exit.field(), exit.nodes());
      }
      out.close();
    }
    expressions.names(names);
    path = outer;
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
    Turns turns = new Turns(out.temporary("uint", from), to, cost, held, exits(node));
    if (twice) {
      quick(node, turns, exits(node));
    }
    loops.enter(same && !twice, held, cost);
    turns(node, turns, same);
    loops.leave();
    paid &= !payer;
    return null;
  }

  /**
   * The variable that counts a loop's turns, its end, what a turn costs, who pays for it, and its
   * ways out that move.
   */
  private record Turns(String counter, String to, int cost, boolean held, GlslExits exits) {}

  /**
   * Writes the form of a loop that flushes less, which takes all turns if its anchors are ones, and
   * leaves the others to the form behind it. Conditions around the two would cost each turn.
   */
  private void quick(Node.Loop node, Turns turns, GlslExits ways) {
    slack = whole.split(node);
    expressions.slack(slack);
    String test = "true";
    for (String name : new TreeSet<>(slack.anchors())) {
      test = "fusedBoth(" + test + ", " + expressions.anchored(name) + ")";
    }
    out.line("#ifdef FUSED_SLACK");
    String holds = out.temporary("bool", test);
    String from = turns.counter();
    String to = turns.to();
    String counter = out.temporary("uint", "mix(" + to + ", " + from + ", " + holds + ")");
    loops.enter(false, turns.held(), turns.cost());
    turns(node, new Turns(counter, to, turns.cost(), turns.held(), ways), false);
    loops.leave();
    out.line(from + " = mix(" + from + ", " + to + ", " + holds + ");");
    out.line("#endif");
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
    GlslExits outer = exits;
    exits = turns.exits();
    body(node, counter, same);
    exits = outer;
    out.close();
    if (!paid) {
      String early = counter + " < " + turns.to();
      early += turns.exits() == NO_EXITS ? "" : " && " + turns.exits().stayed();
      out.line("FUSED_SPENT(" + early + ", " + leave() + ")");
    }
    moved(node, turns.exits());
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
        new AsyncCopy(node.source(), node.destination(), true),
        node.offset(),
        node.size());
    return null;
  }

  @Override
  public Void visit(Node.AsyncStore node) {
    begin(
        node.tag(),
        new AsyncCopy(node.source(), node.destination(), false),
        node.offset(),
        node.size());
    return null;
  }

  private void begin(String tag, AsyncCopy copy, Expr offset, Expr size) {
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
}
