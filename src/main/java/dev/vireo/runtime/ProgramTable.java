package dev.vireo.runtime;

import dev.vireo.protocol.FaultCode;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.TenantException;
import dev.vireo.vir0.LaunchException;
import dev.vireo.vir0.WorkgroupSize;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** The programs that are loaded, and their binding sets. Safe for use by any number of threads. */
final class ProgramTable {
  private static final long MOST_GROUPS = 1L << 31;

  private final Map<Integer, LoadedCode> programs = new ConcurrentHashMap<>();
  private final Map<Integer, ProgramBinding> bindings = new ConcurrentHashMap<>();
  private final Lock lock = new ReentrantLock();
  private final Map<Integer, Integer> next = new HashMap<>(); // by tenant, guarded by the lock
  private int nextBinding = 1;

  /**
   * Gives a program an opcode of its tenant's: of those that are free, one that has been so for
   * long.
   *
   * @param owner the tenant; null for the owner of the megakernel
   * @throws LaunchException when all opcodes are taken
   * @throws TenantException.Revoked when the tenant was revoked, or quiesces
   */
  LoadedCode add(ProgramCode code, TenantAccount owner) {
    int tenant = owner == null ? 0 : owner.id();
    lock.lock();
    try {
      checkOpen(owner);
      for (int tries = 0; tries < Opcode.PROGRAM_COUNT; tries++) {
        int number = next.getOrDefault(tenant, 0);
        next.put(tenant, (number + 1) % Opcode.PROGRAM_COUNT);
        int opcode = Opcode.firstProgram(tenant) + number;
        LoadedCode loaded = new LoadedCode(code, owner, opcode);
        if (programs.putIfAbsent(opcode, loaded) == null) {
          return loaded;
        }
      }
    } finally {
      lock.unlock();
    }
    throw new LaunchException(
        "all " + Opcode.PROGRAM_COUNT + " opcodes for programs are taken; close a program");
  }

  private static void checkOpen(TenantAccount owner) {
    if (owner != null && owner.closed()) {
      throw new TenantException.Revoked(owner.id());
    }
  }

  /** Forgets a program and its binding sets, and returns these. */
  List<ProgramBinding> remove(LoadedCode loaded) {
    lock.lock();
    try {
      List<ProgramBinding> its = new ArrayList<>(bindings.values());
      its.removeIf(binding -> binding.program() != loaded);
      bindings.values().removeAll(its);
      programs.remove(loaded.opcode(), loaded);
      return its;
    } finally {
      lock.unlock();
    }
  }

  /** Returns the programs that are loaded now. */
  List<LoadedCode> all() {
    return List.copyOf(programs.values());
  }

  /** Forgets all programs of a tenant that is closed, and returns them. */
  List<LoadedCode> removeAll(TenantAccount owner) {
    lock.lock();
    try {
      List<LoadedCode> its = new ArrayList<>(programs.values());
      its.removeIf(loaded -> loaded.owner() != owner);
      bindings.values().removeIf(binding -> binding.program().owner() == owner);
      programs.values().removeAll(its);
      return its;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Makes a binding set and returns its number, which no other one ever had among 2^32.
   *
   * @throws TenantException.Revoked when the program's tenant was revoked, or quiesces
   */
  int bind(ProgramBinding binding) {
    lock.lock();
    try {
      checkOpen(binding.program().owner());
      while (bindings.putIfAbsent(nextBinding, binding) != null) {
        nextBinding++;
      }
      return nextBinding++;
    } finally {
      lock.unlock();
    }
  }

  /** Forgets a binding set, and returns it if there was one. */
  Optional<ProgramBinding> unbind(int id) {
    return Optional.ofNullable(bindings.remove(id));
  }

  /**
   * Returns what a slot is to run.
   *
   * @param tenant the slot's
   * @param words the slot's opcode and its first four arguments
   * @throws Refusal when it cannot
   */
  ProgramTask task(int index, int tenant, int... words) throws Refusal {
    LoadedCode loaded = programs.get(words[0]);
    if (loaded == null) {
      throw new Refusal(FaultCode.UNKNOWN_OPCODE, words[0]);
    }
    // Workers let no tenant this far with another one's opcode.
    if (tenant != 0 && tenant != Opcode.programTenant(words[0])) {
      throw new Refusal(FaultCode.FORBIDDEN, words[0]);
    }
    WorkgroupSize grid =
        new WorkgroupSize(
            Integer.toUnsignedLong(words[2]),
            Integer.toUnsignedLong(words[3]),
            Integer.toUnsignedLong(words[4]));
    checkGrid(loaded.code().program().workgroupSize(), grid, words);
    return new ProgramTask(loaded, binding(loaded, words[1]), grid, index);
  }

  private ProgramBinding binding(LoadedCode loaded, int id) throws Refusal {
    ProgramBinding binding = bindings.get(id);
    if (binding != null && binding.program().owner() != loaded.owner()) {
      throw new Refusal(FaultCode.FORBIDDEN, id);
    }
    if (binding == null || binding.program() != loaded || !binding.open()) {
      throw new Refusal(FaultCode.BAD_ARGUMENT, id);
    }
    return binding;
  }

  private static void checkGrid(WorkgroupSize size, WorkgroupSize grid, int[] words)
      throws Refusal {
    for (int axis = 0; axis < 3; axis++) {
      if (grid.axis(axis) * size.axis(axis) > 1L << 32) {
        throw new Refusal(FaultCode.BAD_ARGUMENT, words[2 + axis]);
      }
    }
    if (grid.volume() > MOST_GROUPS) {
      throw new Refusal(FaultCode.BAD_ARGUMENT, words[2]);
    }
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
