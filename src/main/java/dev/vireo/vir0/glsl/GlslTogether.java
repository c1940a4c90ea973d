package dev.vireo.vir0.glsl;

import dev.vireo.vir0.Expr;
import dev.vireo.vir0.Node;
import dev.vireo.vir0.NodePath;
import dev.vireo.vir0.Program;
import dev.vireo.vir0.UnsupportedProgramException;
import dev.vireo.vir0.tree.TreeWalk;
import dev.vireo.vir0.tree.Uniformity;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the statements that all invocations of a workgroup take together, those included that have
 * ended: barriers and subgroup operations, what computes the conditions and bounds before them, and
 * what such statements stand in.
 */
final class GlslTogether {
  /** Passes after which dependences that still grow are given up. */
  private static final int MAX_PASSES = 100;

  private final Map<String, Node> visible = new HashMap<>();

  /** Declarations of variables that may have several values in a workgroup. */
  private final Set<Node> varying = identities();

  /** Declarations of variables that conditions and bounds before barriers depend on. */
  private final Set<Node> needed = identities();

  private final Set<Node> together = identities();
  private final Deque<Node> around = new ArrayDeque<>();
  private boolean grown;
  private boolean waits;
  private boolean subgroups;

  private GlslTogether() {}

  private static Set<Node> identities() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }

  static GlslTogether of(Program program) {
    GlslTogether found = new GlslTogether();
    found.repeat(() -> found.vary(program.body(), false));
    found.repeat(() -> found.gather(program.body()));
    return found;
  }

  private void repeat(Runnable pass) {
    int passes = 0;
    do {
      grown = false;
      pass.run();
      if (++passes > MAX_PASSES) {
        throw new UnsupportedProgramException(
            "variables that depend on each other", NodePath.ROOT, "use fewer in loops");
      }
    } while (grown);
  }

  /** Says whether the program has a barrier or a subgroup operation. */
  boolean waits() {
    return waits;
  }

  /** Says whether the program has a subgroup operation. */
  boolean subgroups() {
    return subgroups;
  }

  /** Says whether all invocations take a statement, or a part of it. */
  boolean contains(Node node) {
    return together.contains(node);
  }

  /** Says whether the variable of a Let or Loop surely has one value in a workgroup. */
  boolean uniform(Node declaration) {
    return !varying.contains(declaration);
  }

  private void vary(List<Node> nodes, boolean divergent) {
    for (Node node : nodes) {
      if (node instanceof Node.Let let) {
        visible.put(let.name(), let);
        vary(let, divergent || !uniform(let.value()));
      } else if (node instanceof Node.Assign assign) {
        vary(visible.get(assign.name()), divergent || !uniform(assign.value()));
      } else if (node instanceof Node.If branch) {
        boolean own = divergent || !uniform(branch.condition());
        vary(branch.then(), own);
        vary(branch.otherwise(), own);
      } else if (node instanceof Node.Loop loop) {
        boolean own = divergent || !uniform(loop.from()) || !uniform(loop.to());
        visible.put(loop.variable(), loop);
        vary(loop, own);
        vary(loop.body(), own);
      } else {
        vary(inner(node), divergent);
      }
    }
  }

  private void vary(Node declaration, boolean does) {
    grown |= does && varying.add(declaration);
  }

  private static List<Node> inner(Node node) {
    return node instanceof Node.Block block
        ? block.body()
        : node instanceof Node.Region region ? region.body() : List.of();
  }

  private boolean uniform(Expr expr) {
    return Uniformity.of(expr, name -> uniform(visible.get(name)));
  }

  private void gather(List<Node> nodes) {
    for (Node node : nodes) {
      around.push(node);
      if (node instanceof Node.Let let) {
        visible.put(let.name(), let);
        gather(let, let.value());
      } else if (node instanceof Node.Assign assign) {
        gather(visible.get(assign.name()), assign.value());
      } else if (node instanceof Node.If branch) {
        gather(branch.then());
        gather(branch.otherwise());
      } else if (node instanceof Node.Loop loop) {
        visible.put(loop.variable(), loop);
        gather(loop.body());
      } else {
        gather(inner(node));
      }
      if (node instanceof Node.Barrier || hasSubgroups(node)) {
        waits = true;
        mark();
      }
      around.pop();
    }
  }

  /** Takes what a needed variable that has one value is computed from. */
  private void gather(Node declaration, Expr value) {
    if (needed.contains(declaration) && uniform(declaration)) {
      need(value);
      mark();
    }
  }

  /** Marks a statement, those that it stands in, and what they depend on. */
  private void mark() {
    for (Node node : around) {
      grown |= together.add(node);
      if (node instanceof Node.If branch) {
        need(branch.condition());
      } else if (node instanceof Node.Loop loop) {
        need(loop.from());
        need(loop.to());
      }
    }
  }

  private void need(Expr expr) {
    new TreeWalk() {
      @Override
      public Void visit(Expr.Var var) {
        grown |= needed.add(visible.get(var.name()));
        return null;
      }
    }.walk(expr);
  }

  /** Says whether a statement's own expressions have subgroup operations. */
  private boolean hasSubgroups(Node node) {
    boolean[] found = new boolean[1];
    new TreeWalk() {
      @Override
      public void walk(Node inner) {
        if (inner == node) {
          super.walk(inner);
        }
      }

      private Void found() {
        found[0] = true;
        return null;
      }

      @Override
      public Void visit(Expr.SubgroupAdd expr) {
        return found();
      }

      @Override
      public Void visit(Expr.SubgroupShuffle expr) {
        return found();
      }

      @Override
      public Void visit(Expr.SubgroupBallot expr) {
        return found();
      }
    }.walk(node);
    subgroups |= found[0];
    return found[0];
  }
}
