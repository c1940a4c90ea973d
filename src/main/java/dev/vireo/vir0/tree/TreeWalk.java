package dev.vireo.vir0.tree;

import dev.vireo.vir0.Expr;
import dev.vireo.vir0.Node;
import java.util.List;

/**
 * Goes through all statements and expressions in the order of evaluation. What a subclass does not
 * override does nothing but go on.
 */
public abstract class TreeWalk implements Node.Visitor<Void>, Expr.Visitor<Void> {
  public final void walk(List<Node> nodes) {
    nodes.forEach(this::walk);
  }

  /** Goes through a statement. */
  public void walk(Node node) {
    node.accept(this);
  }

  /** Goes through an expression. */
  public void walk(Expr expr) {
    expr.accept(this);
  }

  @Override
  public Void visit(Node.Let node) {
    walk(node.value());
    return null;
  }

  @Override
  public Void visit(Node.Assign node) {
    walk(node.value());
    return null;
  }

  @Override
  public Void visit(Node.Store node) {
    walk(node.index());
    walk(node.value());
    return null;
  }

  @Override
  public Void visit(Node.If node) {
    walk(node.condition());
    walk(node.then());
    walk(node.otherwise());
    return null;
  }

  @Override
  public Void visit(Node.Loop node) {
    walk(node.from());
    walk(node.to());
    walk(node.body());
    return null;
  }

  @Override
  public Void visit(Node.Return node) {
    return null;
  }

  @Override
  public Void visit(Node.Block node) {
    walk(node.body());
    return null;
  }

  @Override
  public Void visit(Node.Barrier node) {
    return null;
  }

  @Override
  public Void visit(Node.IndirectDispatch node) {
    return null;
  }

  @Override
  public Void visit(Node.AsyncLoad node) {
    walk(node.offset());
    walk(node.size());
    return null;
  }

  @Override
  public Void visit(Node.AsyncWait node) {
    return null;
  }

  @Override
  public Void visit(Node.Region node) {
    walk(node.body());
    return null;
  }

  @Override
  public Void visit(Node.AsyncStore node) {
    walk(node.offset());
    walk(node.size());
    return null;
  }

  @Override
  public Void visit(Node.Trap node) {
    walk(node.address());
    return null;
  }

  @Override
  public Void visit(Node.Resume node) {
    return null;
  }

  @Override
  public Void visit(Node.AllReduce node) {
    return null;
  }

  @Override
  public Void visit(Node.AllGather node) {
    return null;
  }

  @Override
  public Void visit(Node.ReduceScatter node) {
    return null;
  }

  @Override
  public Void visit(Node.Broadcast node) {
    return null;
  }

  @Override
  public Void visit(Expr.LitU32 expr) {
    return null;
  }

  @Override
  public Void visit(Expr.LitI32 expr) {
    return null;
  }

  @Override
  public Void visit(Expr.LitBool expr) {
    return null;
  }

  @Override
  public Void visit(Expr.LitF32 expr) {
    return null;
  }

  @Override
  public Void visit(Expr.Var expr) {
    return null;
  }

  @Override
  public Void visit(Expr.Load expr) {
    walk(expr.index());
    return null;
  }

  @Override
  public Void visit(Expr.BufferLength expr) {
    return null;
  }

  @Override
  public Void visit(Expr.InvocationId expr) {
    return null;
  }

  @Override
  public Void visit(Expr.WorkgroupId expr) {
    return null;
  }

  @Override
  public Void visit(Expr.LocalId expr) {
    return null;
  }

  @Override
  public Void visit(Expr.Binary expr) {
    walk(expr.left());
    walk(expr.right());
    return null;
  }

  @Override
  public Void visit(Expr.ExtensionBinary expr) {
    walk(expr.left());
    walk(expr.right());
    return null;
  }

  @Override
  public Void visit(Expr.Unary expr) {
    walk(expr.operand());
    return null;
  }

  @Override
  public Void visit(Expr.ExtensionUnary expr) {
    walk(expr.operand());
    return null;
  }

  @Override
  public Void visit(Expr.Call expr) {
    expr.arguments().forEach(this::walk);
    return null;
  }

  @Override
  public Void visit(Expr.Select expr) {
    walk(expr.condition());
    walk(expr.ifTrue());
    walk(expr.ifFalse());
    return null;
  }

  @Override
  public Void visit(Expr.Cast expr) {
    walk(expr.value());
    return null;
  }

  @Override
  public Void visit(Expr.Atomic expr) {
    walk(expr.index());
    expr.expected().ifPresent(this::walk);
    walk(expr.value());
    return null;
  }

  @Override
  public Void visit(Expr.ExtensionAtomic expr) {
    walk(expr.index());
    expr.expected().ifPresent(this::walk);
    walk(expr.value());
    return null;
  }

  @Override
  public Void visit(Expr.Fma expr) {
    walk(expr.a());
    walk(expr.b());
    walk(expr.c());
    return null;
  }

  @Override
  public Void visit(Expr.SubgroupAdd expr) {
    walk(expr.value());
    return null;
  }

  @Override
  public Void visit(Expr.SubgroupShuffle expr) {
    walk(expr.value());
    walk(expr.lane());
    return null;
  }

  @Override
  public Void visit(Expr.SubgroupBallot expr) {
    walk(expr.condition());
    return null;
  }

  @Override
  public Void visit(Expr.SubgroupLocalId expr) {
    return null;
  }

  @Override
  public Void visit(Expr.SubgroupSize expr) {
    return null;
  }

  @Override
  public Void visit(Expr.BufferRef expr) {
    return null;
  }
}
