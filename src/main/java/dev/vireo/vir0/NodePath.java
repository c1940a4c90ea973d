package dev.vireo.vir0;

import org.jspecify.annotations.Nullable;

/**
 * Way from a program to one of its statements or expressions, for error messages: {@code
 * body[0].then[2].value.left}. Immutable; parents are shared.
 */
public final class NodePath {
  /** The program itself. */
  public static final NodePath ROOT = new NodePath(null, "", -1);

  private final @Nullable NodePath parent;
  private final Object field;
  private final int index;

  private NodePath(@Nullable NodePath parent, Object field, int index) {
    this.parent = parent;
    this.field = field;
    this.index = index;
  }

  /** Returns the path to a field of what this path leads to. */
  public NodePath field(String name) {
    return new NodePath(this, name, -1);
  }

  /**
   * Returns the path to a field of what this path leads to.
   *
   * @param field immutable; its text is asked for when a message needs it
   */
  public NodePath described(Object field) {
    return new NodePath(this, field, -1);
  }

  /** Returns the path to an element of a list that is a field of what this path leads to. */
  public NodePath element(String name, int position) {
    return new NodePath(this, name, position);
  }

  @Override
  public String toString() {
    if (parent == null) {
      return "program";
    }
    StringBuilder text = new StringBuilder();
    append(parent, text);
    return text.toString();
  }

  private void append(NodePath above, StringBuilder text) {
    if (above.parent != null) {
      above.append(above.parent, text);
      text.append('.');
    }
    text.append(field);
    if (index >= 0) {
      text.append('[').append(index).append(']');
    }
  }
}
