package dev.vireo.vir0.glsl;

import dev.vireo.vir0.NodePath;
import java.util.ArrayList;
import java.util.List;

/** Lines of GLSL, with names that no two things share and numbers for the places that can trap. */
final class GlslText {
  private final StringBuilder body = new StringBuilder();
  private final StringBuilder declarations = new StringBuilder();
  private final List<NodePath> places = new ArrayList<>();
  private int names;
  private int depth = 1;
  private boolean trapped;

  void line(String text) {
    indent(body).append(text).append('\n');
  }

  private StringBuilder indent(StringBuilder out) {
    for (int i = 0; i < depth; i++) {
      out.append("  ");
    }
    return out;
  }

  void open(String head) {
    line(head.isEmpty() ? "{" : head + " {");
    depth++;
  }

  void close() {
    depth--;
    line("}");
  }

  /** Closes a block and opens the one for the opposite case. */
  void otherwise() {
    depth--;
    line("} else {");
    depth++;
  }

  /** Returns a name that nothing has yet; a program's own names never become text. */
  String name(String letter) {
    return letter + names++;
  }

  /** Declares a variable of the whole function. */
  String declare(String type) {
    String name = name("v");
    declarations.append("  ").append(type).append(' ').append(name).append(";\n");
    return name;
  }

  /** Computes a value at this point. */
  String temporary(String type, String value) {
    String name = name("t");
    line(type + " " + name + " = " + value + ";");
    return name;
  }

  /** Returns the number of a place that can trap, as a literal. */
  String place(NodePath path) {
    trapped = true;
    places.add(path);
    return places.size() - 1 + "u";
  }

  List<NodePath> places() {
    return places;
  }

  /** Says whether something that can trap was written since this was asked last. */
  boolean takeTrapped() {
    boolean taken = trapped;
    trapped = false;
    return taken;
  }

  String declarations() {
    return declarations.toString();
  }

  String body() {
    return body.toString();
  }
}
