package dev.vireo.vir0.glsl;

import dev.vireo.vir0.NodePath;
import dev.vireo.vir0.Program;
import dev.vireo.vir0.tree.AsyncCopy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns async copies into GLSL. Of each tag there are three variables: 1 + the number of the copy
 * that is pending, or 0; its offset; its size. The copy happens at the wait, and takes a loop turn
 * for each word, or for each byte where offset and size are not whole words.
 */
final class GlslCopies {
  private final GlslText out;
  private final GlslBuffers buffers;
  private final GlslLoops loops;
  private final Map<String, Tag> tags = new LinkedHashMap<>();

  private static final class Tag {
    String pending;
    String offset;
    String size;
    final List<AsyncCopy> copies;

    Tag(List<AsyncCopy> copies) {
      this.copies = copies;
    }
  }

  GlslCopies(Program program, GlslText out, GlslBuffers buffers, GlslLoops loops) {
    this.out = out;
    this.buffers = buffers;
    this.loops = loops;
    AsyncCopy.byTag(program).forEach((name, copies) -> tags.put(name, new Tag(copies)));
  }

  boolean any() {
    return !tags.isEmpty();
  }

  /** Returns how many loops a wait for a tag has: one for words and one for bytes of each copy. */
  int loops(String tag) {
    return 2 * tags.get(tag).copies.size();
  }

  /** Marks all tags as not pending. */
  void declare() {
    for (Tag tag : tags.values()) {
      tag.pending = out.declare("uint");
      tag.offset = out.declare("uint");
      tag.size = out.declare("uint");
      out.line(tag.pending + " = 0u;");
    }
  }

  /** Traps if a tag is pending. */
  void checkPending() {
    for (Tag tag : tags.values()) {
      trapIf(tag.pending + " != 0u", NodePath.ROOT);
    }
  }

  private void trapIf(String condition, NodePath at) {
    out.line("if (" + condition + ") { fusedTrap(VM_TRAP_ASYNC_TAG, " + out.place(at) + "); }");
  }

  void begin(String name, AsyncCopy copy, String offset, String size, NodePath at) {
    Tag tag = tags.get(name);
    trapIf(tag.pending + " != 0u", at);
    out.line(tag.pending + " = " + (1 + tag.copies.indexOf(copy)) + "u;");
    out.line(tag.offset + " = " + offset + ";");
    out.line(tag.size + " = " + size + ";");
  }

  void await(String name, NodePath at) {
    Tag tag = tags.get(name);
    trapIf(tag.pending + " == 0u", at);
    for (int i = 0; i < tag.copies.size(); i++) {
      out.open("if (" + tag.pending + " == " + (i + 1) + "u)");
      copy(tag, tag.copies.get(i), at);
      out.close();
    }
    out.line(tag.pending + " = 0u;");
  }

  private void copy(Tag tag, AsyncCopy copy, NodePath at) {
    String words = "((" + tag.offset + " | " + tag.size + ") & 3u) == 0u";
    out.open("if (" + words + ")");
    loop(copy, "(" + tag.offset + " >> 2u)", "(" + tag.size + " >> 2u)", false, at);
    out.otherwise();
    loop(copy, tag.offset, tag.size, true, at);
    out.close();
  }

  /** Copies units, words or bytes, one by one, as many as the destination has room for. */
  private void loop(AsyncCopy copy, String offset, String size, boolean bytes, NodePath at) {
    String to = buffers.range(copy.destination(), at);
    String room = bytes ? "(" + to + ".y << 2u)" : to + ".y";
    room = copy.load() ? room : "fusedSatSubU(" + room + ", " + offset + ")";
    String count =
        out.temporary(
            "uint", "fusedCopied(min(" + room + ", " + size + "), " + out.place(at) + ")");
    loops.enter(false, false, 1);
    String i = out.name("i");
    out.open(String.format("for (uint %1$s = 0u; %1$s < %2$s; %1$s++)", i, count));
    String behind = "fusedSatAddU(" + i + ", " + offset + ")";
    String unit = bytes ? "Byte" : "";
    String value =
        buffers.call("Load" + unit, copy.source(), at) + (copy.load() ? behind : i) + ")";
    String store = buffers.call("Store" + unit, copy.destination(), at);
    out.line(store + (copy.load() ? i : behind) + ", " + value + ");");
    out.close();
    loops.leave();
  }
}
