package dev.vireo.vir0.tree;

import dev.vireo.vir0.DataType;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The variables that are visible, by scope. */
public final class Scopes {
  /** A variable; whether it is uniform can only be lost. */
  public static final class Variable {
    private final DataType type;
    private final boolean mutable;
    private boolean uniform;

    public Variable(DataType type, boolean mutable, boolean uniform) {
      this.type = type;
      this.mutable = mutable;
      this.uniform = uniform;
    }

    public DataType type() {
      return type;
    }

    public boolean mutable() {
      return mutable;
    }

    boolean uniform() {
      return uniform;
    }

    public void assign(boolean uniformValue) {
      uniform &= uniformValue;
    }
  }

  /** What a scope must put back when it closes, and the names that it declared. */
  private record Scope(List<Map.Entry<String, Variable>> hidden, Set<String> declared) {}

  private final Map<String, Variable> visible = new HashMap<>();
  private final Deque<Scope> open = new ArrayDeque<>();

  public void open() {
    open.push(new Scope(new ArrayList<>(), new HashSet<>()));
  }

  public void close() {
    List<Map.Entry<String, Variable>> hidden = open.pop().hidden();
    for (int i = hidden.size() - 1; i >= 0; i--) {
      Map.Entry<String, Variable> entry = hidden.get(i);
      if (entry.getValue() == null) {
        visible.remove(entry.getKey());
      } else {
        visible.put(entry.getKey(), entry.getValue());
      }
    }
  }

  /** Returns the visible variable of that name, or null. */
  public Variable find(String name) {
    return visible.get(name);
  }

  /** Says whether the innermost scope has declared the name with Let. */
  public boolean declaredHere(String name) {
    return open.element().declared().contains(name);
  }

  public void declare(String name, Variable variable, boolean let) {
    Scope scope = open.element();
    scope.hidden().add(new SimpleImmutableEntry<>(name, visible.get(name)));
    visible.put(name, variable);
    if (let) {
      scope.declared().add(name);
    }
  }
}
