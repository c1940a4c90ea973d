package dev.vireo.vir0.tree;

import dev.vireo.vir0.Node;
import dev.vireo.vir0.Program;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an async copy copies, offset and size aside.
 *
 * @param load whether it reads behind the offset; else it writes there
 */
public record AsyncCopy(String source, String destination, boolean load) {
  /** Returns what a program copies with each tag, none twice; tags that are only awaited too. */
  public static Map<String, List<AsyncCopy>> byTag(Program program) {
    Map<String, List<AsyncCopy>> tags = new LinkedHashMap<>();
    new TreeWalk() {
      @Override
      public Void visit(Node.AsyncLoad node) {
        return add(node.tag(), new AsyncCopy(node.source(), node.destination(), true));
      }

      @Override
      public Void visit(Node.AsyncStore node) {
        return add(node.tag(), new AsyncCopy(node.source(), node.destination(), false));
      }

      @Override
      public Void visit(Node.AsyncWait node) {
        copies(node.tag());
        return null;
      }

      private Void add(String tag, AsyncCopy copy) {
        if (!copies(tag).contains(copy)) {
          copies(tag).add(copy);
        }
        return null;
      }

      private List<AsyncCopy> copies(String tag) {
        return tags.computeIfAbsent(tag, own -> new ArrayList<>());
      }
    }.walk(program.body());
    return tags;
  }
}
