package dev.vireo.vir0.glsl;

import dev.vireo.vir0.Node;
import dev.vireo.vir0.NodePath;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The ways out of a loop that end an invocation after nothing but stores. The stores move behind
 * the loop, because software drivers go through all code of a loop in each turn, and what is said
 * once leaves no mark on what follows: the loop only notes which way it was left.
 */
final class GlslExits {
  /** A list of statements that ends the invocation, where it stands, and what names mean there. */
  record Exit(
      String flag, List<Node> nodes, NodePath path, String field, GlslExpressions.Names names) {}

  private final Deque<String> free = new ArrayDeque<>();
  private final List<String> flags;
  private final List<Exit> left = new ArrayList<>();

  /**
   * Makes those of a loop.
   *
   * @param flags names of bools that are false before it, as many as {@link #find} finds
   */
  GlslExits(List<String> flags) {
    this.flags = flags;
    free.addAll(flags);
  }

  /** Returns the lists of a loop's body that can move, in their order; not those in other loops. */
  static List<List<Node>> find(List<Node> body) {
    List<List<Node>> found = new ArrayList<>();
    for (Node node : body) {
      if (node instanceof Node.If branch) {
        branch(branch.then(), found);
        branch(branch.otherwise(), found);
      } else if (node instanceof Node.Block block) {
        found.addAll(find(block.body()));
      } else if (node instanceof Node.Region region) {
        found.addAll(find(region.body()));
      }
    }
    return found;
  }

  private static void branch(List<Node> nodes, List<List<Node>> found) {
    if (moves(nodes)) {
      found.add(nodes);
    } else {
      found.addAll(find(nodes));
    }
  }

  /** Says whether a branch in a loop can move behind it. */
  static boolean moves(List<Node> nodes) {
    int last = nodes.size() - 1;
    return last > 0
        && nodes.get(last) instanceof Node.Return
        && nodes.subList(0, last).stream().allMatch(Node.Store.class::isInstance);
  }

  /**
   * Says whether all that moves out of a loop is one store to the buffer that the statement behind
   * the loop stores to: then one store does for all.
   */
  static boolean merge(Node.Loop loop, Node behind) {
    List<List<Node>> all = find(loop.body());
    return behind instanceof Node.Store store
        && !all.isEmpty()
        && all.stream()
            .allMatch(
                nodes ->
                    nodes.size() == 2
                        && ((Node.Store) nodes.get(0)).buffer().equals(store.buffer()));
  }

  /** Notes one that moves, and returns its flag. */
  String leave(List<Node> nodes, NodePath path, String field, GlslExpressions.Names names) {
    left.add(new Exit(free.remove(), nodes, path, field, names));
    return left.get(left.size() - 1).flag();
  }

  List<Exit> left() {
    return left;
  }

  /** Returns whether the loop was left in none of these ways. */
  String stayed() {
    return flags.isEmpty() ? "true" : "!(" + String.join(" || ", flags) + ")";
  }
}
