package dev.vireo.runtime;

import dev.vireo.protocol.FaultCode;
import dev.vireo.protocol.Opcode;
import dev.vireo.vir0.LaunchException;
import dev.vireo.vir0.WorkgroupSize;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** The programs that are loaded, and their binding sets. Safe for use by any number of threads. */
final class ProgramTable {
  private static final long MOST_GROUPS = 1L << 31;

  private final Map<Integer, ProgramCode> programs = new ConcurrentHashMap<>();
  private final Map<Integer, ProgramBinding> bindings = new ConcurrentHashMap<>();
  private final Lock lock = new ReentrantLock();
  private int nextProgram;
  private int nextBinding = 1;

  /**
   * Gives a program an opcode: of those that are free, one that has been so for long.
   *
   * @throws LaunchException when all opcodes are taken
   */
  int add(ProgramCode code) {
    lock.lock();
    try {
      for (int tries = 0; tries < Opcode.PROGRAM_COUNT; tries++) {
        int opcode = Opcode.PROGRAM_FIRST + nextProgram;
        nextProgram = (nextProgram + 1) % Opcode.PROGRAM_COUNT;
        if (programs.putIfAbsent(opcode, code) == null) {
          return opcode;
        }
      }
    } finally {
      lock.unlock();
    }
    throw new LaunchException(
        "all " + Opcode.PROGRAM_COUNT + " opcodes for programs are taken; close a program");
  }

  /** Forgets a program and its binding sets. */
  void remove(int opcode) {
    bindings.values().removeIf(binding -> binding.opcode() == opcode);
    programs.remove(opcode);
  }

  /** Makes a binding set and returns its number, which no other one ever had among 2^32. */
  int bind(int opcode, List<ArenaRange> areas) {
    lock.lock();
    try {
      while (bindings.putIfAbsent(nextBinding, new ProgramBinding(opcode, areas)) != null) {
        nextBinding++;
      }
      return nextBinding++;
    } finally {
      lock.unlock();
    }
  }

  /** Forgets a binding set. */
  void unbind(int id) {
    bindings.remove(id);
  }

  /**
   * Returns what a slot is to run.
   *
   * @param words the slot's opcode and its first four arguments
   * @throws Refusal when it cannot
   */
  ProgramTask task(int index, int... words) throws Refusal {
    ProgramCode code = programs.get(words[0]);
    if (code == null) {
      throw new Refusal(FaultCode.UNKNOWN_OPCODE, words[0]);
    }
    ProgramBinding binding = bindings.get(words[1]);
    if (binding == null || binding.opcode() != words[0] || !binding.open()) {
      throw new Refusal(FaultCode.BAD_ARGUMENT, words[1]);
    }
    WorkgroupSize size = code.program().workgroupSize();
    WorkgroupSize grid =
        new WorkgroupSize(
            Integer.toUnsignedLong(words[2]),
            Integer.toUnsignedLong(words[3]),
            Integer.toUnsignedLong(words[4]));
    for (int axis = 0; axis < 3; axis++) {
      if (grid.axis(axis) * size.axis(axis) > 1L << 32) {
        throw new Refusal(FaultCode.BAD_ARGUMENT, words[2 + axis]);
      }
    }
    if (grid.volume() > MOST_GROUPS) {
      throw new Refusal(FaultCode.BAD_ARGUMENT, words[2]);
    }
    return new ProgramTask(code, binding, grid, index);
  }

  /** A slot that cannot run. */
  static final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final FaultCode fault;
    private final int word;

    Refusal(FaultCode fault, int word) {
      super(fault + " " + word, null, false, false);
      this.fault = fault;
      this.word = word;
    }

    FaultCode fault() {
      return fault;
    }

    int word() {
      return word;
    }
  }
}
