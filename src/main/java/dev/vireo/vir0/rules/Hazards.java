package dev.vireo.vir0.rules;

import dev.vireo.vir0.tree.BufferUses;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The buffers that a list of statements accesses since its last barrier. */
final class Hazards {
  private final Set<String> plain = new HashSet<>();
  private final Set<String> atomic = new HashSet<>();

  /**
   * Adds accesses, and returns the buffers of which they need a barrier before them, once for each
   * kind of access.
   */
  List<String> of(BufferUses uses) {
    List<String> found = new ArrayList<>();
    uses.atomic().stream().filter(plain::contains).sorted().forEach(found::add);
    uses.plain().stream().filter(atomic::contains).sorted().forEach(found::add);
    plain.addAll(uses.plain());
    atomic.addAll(uses.atomic());
    return found;
  }
}
