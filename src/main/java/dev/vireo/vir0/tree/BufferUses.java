package dev.vireo.vir0.tree;

import dev.vireo.vir0.Expr;
import dev.vireo.vir0.Node;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Counts where statements and expressions name buffers, and tells plain and atomic apart. */
public final class BufferUses extends TreeWalk {
  private final Map<String, Integer> counts = new HashMap<>();
  private final Set<String> plain = new HashSet<>();
  private final Set<String> atomic = new HashSet<>();

  public int count(String buffer) {
    return counts.getOrDefault(buffer, 0);
  }

  /** Returns the buffers with a load, a store or a use of their length. */
  public Set<String> plain() {
    return plain;
  }

  /** Returns the buffers with an atomic operation. */
  public Set<String> atomic() {
    return atomic;
  }

  /** Notes a plain use. */
  public void use(String buffer) {
    counts.merge(buffer, 1, Integer::sum);
    plain.add(buffer);
  }

  @Override
  public Void visit(Node.Store node) {
    use(node.buffer());
    return super.visit(node);
  }

  @Override
  public Void visit(Node.AsyncLoad node) {
    use(node.source());
    use(node.destination());
    return super.visit(node);
  }

  @Override
  public Void visit(Node.AsyncStore node) {
    use(node.source());
    use(node.destination());
    return super.visit(node);
  }

  @Override
  public Void visit(Node.IndirectDispatch node) {
    use(node.buffer());
    return null;
  }

  @Override
  public Void visit(Node.AllReduce node) {
    use(node.buffer());
    return null;
  }

  @Override
  public Void visit(Node.AllGather node) {
    use(node.input());
    use(node.output());
    return null;
  }

  @Override
  public Void visit(Node.ReduceScatter node) {
    use(node.input());
    use(node.output());
    return null;
  }

  @Override
  public Void visit(Node.Broadcast node) {
    use(node.buffer());
    return null;
  }

  @Override
  public Void visit(Expr.Load expr) {
    use(expr.buffer());
    return super.visit(expr);
  }

  @Override
  public Void visit(Expr.BufferLength expr) {
    use(expr.buffer());
    return null;
  }

  @Override
  public Void visit(Expr.Atomic expr) {
    counts.merge(expr.buffer(), 1, Integer::sum);
    atomic.add(expr.buffer());
    return super.visit(expr);
  }

  @Override
  public Void visit(Expr.ExtensionAtomic expr) {
    counts.merge(expr.buffer(), 1, Integer::sum);
    atomic.add(expr.buffer());
    return super.visit(expr);
  }
}
