package dev.vireo.vir0.glsl;

import dev.vireo.vir0.BufferAccess;
import dev.vireo.vir0.BufferDecl;
import dev.vireo.vir0.DataType;
import dev.vireo.vir0.NodePath;
import dev.vireo.vir0.Program;
import dev.vireo.vir0.UnsupportedProgramException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The buffers that a program names: ranges of the arena, or of workgroup memory. */
final class GlslBuffers {
  /** Most words of workgroup memory; devices have far less. */
  private static final long MAX_WORKGROUP_WORDS = 1 << 20;

  private final Program program;
  private final Map<String, Integer> numbers;
  private final Map<String, Integer> sharedBases = new HashMap<>();
  private final Set<Integer> used = new TreeSet<>();
  private int sharedWords;

  GlslBuffers(Program program) {
    this.program = program;
    this.numbers = program.bufferNumbers();
  }

  BufferDecl declaration(String name) {
    return program.buffers().get(numbers.get(name));
  }

  boolean workgroup(String name) {
    return declaration(name).access() == BufferAccess.WORKGROUP;
  }

  int sharedWords() {
    return sharedWords;
  }

  /** Returns first word and words of a buffer. */
  String range(String name, NodePath at) {
    if (!workgroup(name)) {
      used.add(numbers.get(name));
      return "b" + numbers.get(name);
    }
    long words = declaration(name).element().bits().orElse(0) * declaration(name).count() / 32;
    Integer base = sharedBases.get(name);
    if (base == null) {
      base = sharedWords;
      if (words <= 0 || sharedWords + words > MAX_WORKGROUP_WORDS) {
        throw new UnsupportedProgramException(
            sharedWords + words + " words of workgroup memory", at, "use less of it");
      }
      sharedWords += (int) words;
      sharedBases.put(name, base);
    }
    return "uvec2(" + base + "u, " + words + "u)";
  }

  /**
   * Returns the beginning of a call that reaches a buffer, up to the index.
   *
   * @param what as in {@code fusedLoad}, or {@code fusedLoadNear} for indices that are near 0; each
   *     buffer of storage has its own such function
   */
  String call(String what, String name, NodePath at) {
    String range = range(name, at);
    return workgroup(name)
        ? "fusedShared" + what.replace("Near", "") + "(" + range + ", "
        : "fused" + what + numbers.get(name) + "(" + range + ", ";
  }

  /** Returns the number of elements that a buffer has. */
  String length(String name, NodePath at) {
    DataType element = declaration(name).element();
    long bits = element.bits().orElse(0);
    if (bits <= 0 || (32 % bits != 0 && bits % 32 != 0)) {
      throw new UnsupportedProgramException(
          "the length of a buffer with elements of type " + element, at, "declare another type");
    }
    String words = range(name, at) + ".y";
    return bits == 32
        ? words
        : bits > 32
            ? "(" + words + " / " + bits / 32 + "u)"
            : "(" + words + " * " + 32 / bits + "u)";
  }

  /** Returns the declarations of the ranges of storage that were named. */
  String declarations() {
    StringBuilder text = new StringBuilder();
    for (int number : used) {
      text.append("  uvec2 b").append(number).append(" = fusedBuffer(").append(number);
      text.append("u);\n");
    }
    return text.toString();
  }
}
