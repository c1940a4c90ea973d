package dev.vireo.vir0.tree;

import dev.vireo.vir0.Expr;
import java.util.function.Predicate;

/**
 * Finds whether an expression surely has one value in a whole workgroup: it is made of literals,
 * buffer lengths, workgroup ids and variables bound to such. Source: VIR0 section 9.
 */
public final class Uniformity extends TreeWalk {
  private final Predicate<String> variables;
  private boolean uniform = true;

  private Uniformity(Predicate<String> variables) {
    this.variables = variables;
  }

  public static boolean of(Expr expr, Scopes scopes) {
    return of(
        expr,
        name -> {
          Scopes.Variable variable = scopes.find(name);
          return variable != null && variable.uniform();
        });
  }

  /** As above, for a caller that knows which variables have one value. */
  public static boolean of(Expr expr, Predicate<String> variables) {
    Uniformity uniformity = new Uniformity(variables);
    uniformity.walk(expr);
    return uniformity.uniform;
  }

  @Override
  public void walk(Expr expr) {
    if (uniform) {
      super.walk(expr);
    }
  }

  private Void differs() {
    uniform = false;
    return null;
  }

  @Override
  public Void visit(Expr.Var expr) {
    return variables.test(expr.name()) ? null : differs();
  }

  @Override
  public Void visit(Expr.Load expr) {
    return differs();
  }

  @Override
  public Void visit(Expr.InvocationId expr) {
    return differs();
  }

  @Override
  public Void visit(Expr.LocalId expr) {
    return differs();
  }

  @Override
  public Void visit(Expr.Call expr) {
    return differs();
  }

  @Override
  public Void visit(Expr.Atomic expr) {
    return differs();
  }

  @Override
  public Void visit(Expr.ExtensionAtomic expr) {
    return differs();
  }

  @Override
  public Void visit(Expr.SubgroupAdd expr) {
    return differs();
  }

  @Override
  public Void visit(Expr.SubgroupShuffle expr) {
    return differs();
  }

  @Override
  public Void visit(Expr.SubgroupBallot expr) {
    return differs();
  }

  @Override
  public Void visit(Expr.SubgroupLocalId expr) {
    return differs();
  }

  @Override
  public Void visit(Expr.SubgroupSize expr) {
    return differs();
  }

  @Override
  public Void visit(Expr.BufferRef expr) {
    return differs();
  }
}
