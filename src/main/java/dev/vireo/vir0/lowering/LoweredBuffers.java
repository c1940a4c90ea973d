package dev.vireo.vir0.lowering;

import dev.vireo.vir0.BufferAccess;
import dev.vireo.vir0.BufferDecl;
import dev.vireo.vir0.NodePath;
import dev.vireo.vir0.Program;
import dev.vireo.vir0.UnsupportedProgramException;
import dev.vireo.vir0.bytecode.Bytecode;
import dev.vireo.vir0.bytecode.BytecodeAssembler;
import dev.vireo.vir0.values.IntOps;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/** The buffers that a program names, as bytecode numbers them. */
final class LoweredBuffers {
  /** Most words of workgroup memory; devices have far less. */
  private static final long MAX_WORKGROUP_WORDS = 1 << 20;

  private final Program program;
  private final BytecodeAssembler out;
  private final Map<String, Integer> declared;
  private final Map<String, Integer> numbers = new HashMap<>();
  private long workgroupWords;

  LoweredBuffers(Program program, BytecodeAssembler out) {
    this.program = program;
    this.out = out;
    this.declared = program.bufferNumbers();
  }

  BufferDecl declaration(String name) {
    return program.buffers().get(declared.get(name));
  }

  boolean workgroup(String name) {
    return declaration(name).access() == BufferAccess.WORKGROUP;
  }

  /** Returns the number of a buffer, which is added when it is named first. */
  int number(String name, NodePath at) {
    Integer known = numbers.get(name);
    if (known == null) {
      known = add(name, at);
      numbers.put(name, known);
    }
    return known;
  }

  private int add(String name, NodePath at) {
    BufferDecl buffer = declaration(name);
    boolean workgroup = workgroup(name);
    OptionalLong bits = buffer.element().bits();
    long words = bits.isEmpty() ? 0 : wordsOf(buffer.count(), bits.getAsLong(), at);
    long base = 0;
    if (workgroup) {
      base = workgroupWords;
      workgroupWords += words;
      if (bits.isEmpty() || workgroupWords > MAX_WORKGROUP_WORDS) {
        throw new UnsupportedProgramException(
            workgroupWords + " words of workgroup memory", at, "use less of it");
      }
    }
    return out.buffer(
        new Bytecode.Buffer(
            declared.get(name), workgroup, buffer.access().writable(), (int) base, (int) words));
  }

  private static long wordsOf(long count, long bits, NodePath at) {
    long words = bits > IntOps.MAX_U32 ? Long.MAX_VALUE : (count * bits + 31) / 32;
    if (words < 0 || words >= 1 << 30) {
      throw new UnsupportedProgramException(
          "a buffer of " + count + " elements of " + bits + " bits",
          at,
          "declare less than 2^30 words");
    }
    return words;
  }
}
