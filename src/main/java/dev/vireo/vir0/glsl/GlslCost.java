package dev.vireo.vir0.glsl;

import dev.vireo.vir0.BinaryOp;
import dev.vireo.vir0.Expr;
import dev.vireo.vir0.Node;
import dev.vireo.vir0.NodePath;
import dev.vireo.vir0.Program;
import dev.vireo.vir0.UnaryOp;
import dev.vireo.vir0.UnsupportedProgramException;
import dev.vireo.vir0.tree.TreeWalk;
import java.util.HashMap;
import java.util.Map;

/**
 * What it takes to compile a program: about a tenth of a millisecond for each unit, and more than
 * in proportion for many. What has branches or loops in GLSL takes most.
 */
final class GlslCost extends TreeWalk {
  /** Software drivers take some seconds for a program of this cost. */
  private static final long MOST = 16_384;

  private static final long ACCESS = 6;
  private static final long LOOP = 40;
  private static final long TRANSCENDENTAL = 200;
  private static final long LONG_ARITHMETIC = 20;

  private final Map<String, Copies> copies = new HashMap<>();
  private long sum;

  /** How often a tag is begun and waited for; each wait holds the loops of all its copies. */
  private static final class Copies {
    private long begun;
    private long waits;
  }

  private GlslCost() {}

  /**
   * Refuses a program that drivers may take too long to compile.
   *
   * @throws UnsupportedProgramException naming its cost
   */
  static void require(Program program) {
    GlslCost cost = new GlslCost();
    cost.walk(program.body());
    cost.copies.values().forEach(tag -> cost.sum += 2 * LOOP * tag.begun * tag.waits);
    if (cost.sum > MOST) {
      throw new UnsupportedProgramException(
          "a program whose compilation costs " + cost.sum + " units",
          NodePath.ROOT,
          "at most " + MOST + " are compiled; run it in the interpreter tier");
    }
  }

  @Override
  public void walk(Node node) {
    sum++;
    super.walk(node);
  }

  @Override
  public void walk(Expr expr) {
    sum++;
    super.walk(expr);
  }

  @Override
  public Void visit(Node.Store node) {
    sum += ACCESS;
    return super.visit(node);
  }

  @Override
  public Void visit(Node.If node) {
    sum += ACCESS;
    return super.visit(node);
  }

  @Override
  public Void visit(Node.Loop node) {
    sum += LOOP;
    return super.visit(node);
  }

  @Override
  public Void visit(Node.AsyncLoad node) {
    copies.computeIfAbsent(node.tag(), own -> new Copies()).begun++;
    return super.visit(node);
  }

  @Override
  public Void visit(Node.AsyncStore node) {
    copies.computeIfAbsent(node.tag(), own -> new Copies()).begun++;
    return super.visit(node);
  }

  @Override
  public Void visit(Node.AsyncWait node) {
    copies.computeIfAbsent(node.tag(), own -> new Copies()).waits++;
    return null;
  }

  @Override
  public Void visit(Expr.Load expr) {
    sum += ACCESS;
    return super.visit(expr);
  }

  @Override
  public Void visit(Expr.Atomic expr) {
    sum += ACCESS;
    return super.visit(expr);
  }

  @Override
  public Void visit(Expr.Fma expr) {
    sum += LONG_ARITHMETIC;
    return super.visit(expr);
  }

  @Override
  public Void visit(Expr.Unary expr) {
    boolean root = expr.op() == UnaryOp.SQRT || expr.op() == UnaryOp.INVERSE_SQRT;
    boolean inverse = expr.op() == UnaryOp.RECIPROCAL;
    sum += expr.op().transcendental() ? TRANSCENDENTAL : root || inverse ? LONG_ARITHMETIC : 0;
    return super.visit(expr);
  }

  @Override
  public Void visit(Expr.Binary expr) {
    sum += expr.op() == BinaryOp.DIV ? LONG_ARITHMETIC : 0;
    return super.visit(expr);
  }

  @Override
  public Void visit(Expr.SubgroupAdd expr) {
    sum += LOOP;
    return super.visit(expr);
  }

  @Override
  public Void visit(Expr.SubgroupShuffle expr) {
    sum += LOOP;
    return super.visit(expr);
  }

  @Override
  public Void visit(Expr.SubgroupBallot expr) {
    sum += LOOP;
    return super.visit(expr);
  }
}
