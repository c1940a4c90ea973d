package dev.vireo.vir0.wire;

import dev.vireo.vir0.Expr;
import dev.vireo.vir0.MemoryOrdering;
import dev.vireo.vir0.Node;
import dev.vireo.vir0.NodePath;
import dev.vireo.vir0.tree.NodeTags;
import dev.vireo.vir0.values.FloatOps;
import java.util.List;
import java.util.Optional;

/** Writes statements and expressions. Source: VIR0 sections 5 to 7 and 12. */
final class NodeWriter implements Node.Visitor<Void>, Expr.Visitor<Void> {
  private final int version;
  private WireOutput out;
  private NodePath path;
  private int depth;

  NodeWriter(int version) {
    this.version = version;
  }

  /** Returns the payload of the record of a top-level statement. */
  WireOutput writeTop(Node node, NodePath at) {
    out = new WireOutput();
    path = at;
    depth = 0;
    node(node);
    return out;
  }

  private void enter() {
    if (++depth > WireLimits.MAX_DEPTH) {
      throw WireOutput.unwritable(
          path,
          "readers accept statements and expressions inside each other to depth "
              + WireLimits.MAX_DEPTH
              + "; give names to parts of the expression");
    }
  }

  private void node(Node node) {
    enter();
    out.u8(NodeTags.tag(node));
    node.accept(this);
    depth--;
  }

  private void list(String field, List<Node> nodes) {
    NodePath outer = path;
    if (nodes.size() > WireLimits.MAX_NODES) {
      throw WireOutput.unwritable(
          path, nodes.size() + " statements in a list; write at most " + WireLimits.MAX_NODES);
    }
    out.i32(nodes.size());
    for (int i = 0; i < nodes.size(); i++) {
      path = outer.element(field, i);
      node(nodes.get(i));
    }
    path = outer;
  }

  private void string(String text) {
    out.string(text, path);
  }

  private void expr(String field, Expr expr) {
    NodePath outer = path;
    path = outer.field(field);
    enter();
    expr.accept(this);
    depth--;
    path = outer;
  }

  private Void tag(int tag) {
    out.u8(tag);
    return null;
  }

  @Override
  public Void visit(Node.Let node) {
    string(node.name());
    expr("value", node.value());
    return null;
  }

  @Override
  public Void visit(Node.Assign node) {
    string(node.name());
    expr("value", node.value());
    return null;
  }

  @Override
  public Void visit(Node.Store node) {
    string(node.buffer());
    expr("index", node.index());
    expr("value", node.value());
    return null;
  }

  @Override
  public Void visit(Node.If node) {
    expr("condition", node.condition());
    list("then", node.then());
    list("otherwise", node.otherwise());
    return null;
  }

  @Override
  public Void visit(Node.Loop node) {
    string(node.variable());
    expr("from", node.from());
    expr("to", node.to());
    list("body", node.body());
    return null;
  }

  @Override
  public Void visit(Node.Return node) {
    return null;
  }

  @Override
  public Void visit(Node.Block node) {
    list("body", node.body());
    return null;
  }

  @Override
  public Void visit(Node.Barrier node) {
    out.u8(node.ordering().ordinal());
    return null;
  }

  @Override
  public Void visit(Node.IndirectDispatch node) {
    string(node.buffer());
    out.u64(node.offset());
    return null;
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
    string(source);
    string(destination);
    expr("offset", offset);
    expr("size", size);
    string(tag);
    return null;
  }

  @Override
  public Void visit(Node.AsyncWait node) {
    string(node.tag());
    return null;
  }

  @Override
  public Void visit(Node.Region node) {
    string(node.generator());
    out.flag(node.source().isPresent());
    node.source().ifPresent(this::string);
    list("body", node.body());
    return null;
  }

  @Override
  public Void visit(Node.Trap node) {
    expr("address", node.address());
    string(node.tag());
    return null;
  }

  @Override
  public Void visit(Node.Resume node) {
    string(node.tag());
    return null;
  }

  @Override
  public Void visit(Node.AllReduce node) {
    string(node.buffer());
    out.u8(node.op().code());
    out.u32(node.group());
    return null;
  }

  @Override
  public Void visit(Node.AllGather node) {
    string(node.input());
    string(node.output());
    out.u32(node.group());
    return null;
  }

  @Override
  public Void visit(Node.ReduceScatter node) {
    string(node.input());
    string(node.output());
    out.u8(node.op().code());
    out.u32(node.group());
    return null;
  }

  @Override
  public Void visit(Node.Broadcast node) {
    string(node.buffer());
    out.u32(node.root());
    out.u32(node.group());
    return null;
  }

  @Override
  public Void visit(Expr.LitU32 expr) {
    tag(0);
    out.i32(expr.bits());
    return null;
  }

  @Override
  public Void visit(Expr.LitI32 expr) {
    tag(1);
    out.i32(expr.value());
    return null;
  }

  @Override
  public Void visit(Expr.LitBool expr) {
    tag(2);
    out.flag(expr.value());
    return null;
  }

  @Override
  public Void visit(Expr.Var expr) {
    tag(3);
    string(expr.name());
    return null;
  }

  @Override
  public Void visit(Expr.Load expr) {
    tag(4);
    string(expr.buffer());
    expr("index", expr.index());
    return null;
  }

  @Override
  public Void visit(Expr.BufferLength expr) {
    tag(5);
    string(expr.buffer());
    return null;
  }

  @Override
  public Void visit(Expr.InvocationId expr) {
    tag(6);
    return tag(expr.axis());
  }

  @Override
  public Void visit(Expr.WorkgroupId expr) {
    tag(7);
    return tag(expr.axis());
  }

  @Override
  public Void visit(Expr.LocalId expr) {
    tag(8);
    return tag(expr.axis());
  }

  @Override
  public Void visit(Expr.Binary expr) {
    tag(9);
    tag(expr.op().code());
    return pair("left", expr.left(), "right", expr.right());
  }

  @Override
  public Void visit(Expr.ExtensionBinary expr) {
    tag(9);
    extension(expr.id());
    return pair("left", expr.left(), "right", expr.right());
  }

  private Void pair(String first, Expr a, String second, Expr b) {
    expr(first, a);
    expr(second, b);
    return null;
  }

  private void extension(long id) {
    tag(WireLimits.EXTENSION_TAG);
    out.u32(TypeWriter.requireExtension(id, path));
  }

  @Override
  public Void visit(Expr.Unary expr) {
    tag(10);
    tag(expr.op().code());
    expr("operand", expr.operand());
    return null;
  }

  @Override
  public Void visit(Expr.ExtensionUnary expr) {
    tag(10);
    extension(expr.id());
    expr("operand", expr.operand());
    return null;
  }

  @Override
  public Void visit(Expr.Call expr) {
    tag(11);
    string(expr.op());
    if (expr.arguments().size() > WireLimits.MAX_ARGUMENTS) {
      throw WireOutput.unwritable(
          path, expr.arguments().size() + " arguments; pass at most " + WireLimits.MAX_ARGUMENTS);
    }
    out.i32(expr.arguments().size());
    for (int i = 0; i < expr.arguments().size(); i++) {
      expr("argument" + i, expr.arguments().get(i));
    }
    return null;
  }

  @Override
  public Void visit(Expr.Select expr) {
    tag(12);
    expr("condition", expr.condition());
    return pair("ifTrue", expr.ifTrue(), "ifFalse", expr.ifFalse());
  }

  @Override
  public Void visit(Expr.Cast expr) {
    tag(13);
    TypeWriter.write(expr.target(), out, path.field("target"));
    expr("value", expr.value());
    return null;
  }

  @Override
  public Void visit(Expr.Atomic expr) {
    tag(14);
    tag(expr.op().code());
    return atomic(expr.ordering(), expr.buffer(), expr.index(), expr.expected(), expr.value());
  }

  @Override
  public Void visit(Expr.ExtensionAtomic expr) {
    tag(14);
    extension(expr.id());
    return atomic(expr.ordering(), expr.buffer(), expr.index(), expr.expected(), expr.value());
  }

  private Void atomic(
      MemoryOrdering ordering, String buffer, Expr index, Optional<Expr> expected, Expr value) {
    tag(ordering.ordinal());
    string(buffer);
    expr("index", index);
    out.flag(expected.isPresent());
    expected.ifPresent(own -> expr("expected", own));
    expr("value", value);
    return null;
  }

  @Override
  public Void visit(Expr.LitF32 expr) {
    tag(15);
    out.i32(FloatOps.canonicalLiteral(expr.bits()));
    return null;
  }

  @Override
  public Void visit(Expr.Fma expr) {
    tag(16);
    expr("a", expr.a());
    return pair("b", expr.b(), "c", expr.c());
  }

  @Override
  public Void visit(Expr.SubgroupAdd expr) {
    tag(17);
    expr("value", expr.value());
    return null;
  }

  @Override
  public Void visit(Expr.SubgroupShuffle expr) {
    tag(18);
    return pair("value", expr.value(), "lane", expr.lane());
  }

  @Override
  public Void visit(Expr.SubgroupBallot expr) {
    tag(19);
    expr("condition", expr.condition());
    return null;
  }

  @Override
  public Void visit(Expr.SubgroupLocalId expr) {
    return tag(20);
  }

  @Override
  public Void visit(Expr.SubgroupSize expr) {
    return tag(21);
  }

  @Override
  public Void visit(Expr.BufferRef expr) {
    if (version < 5) {
      throw WireOutput.unwritable(path, "a buffer as an argument needs version 5; write that");
    }
    tag(22);
    string(expr.buffer());
    return null;
  }
}
