package dev.vireo.runtime;

import dev.vireo.kernel.CompiledProgram;
import dev.vireo.spirv.lowering.NativeModule;
import dev.vireo.vir0.WorkgroupSize;
import dev.vireo.vir0.glsl.ProgramGlsl;

/**
 * What executes programs on a backend. Used on the pump's turns while no slice runs, where a method
 * does not say otherwise.
 */
interface ProgramBackend {
  /**
   * Makes room for a program before it runs. May take as long as building a kernel does.
   *
   * @throws dev.vireo.vir0.UnsupportedProgramException when the device has no room for it
   */
  void reserve(ProgramCode code);

  /** Returns whether {@link #reserve} has nothing to do for a program; any thread. */
  default boolean reserved(ProgramCode code) {
    return false;
  }

  /** Returns whether it can run programs that are compiled; any thread. */
  default boolean compiles() {
    return false;
  }

  /**
   * Says whether a program's loops are sure, or likely, to stay within what a dispatch allows them;
   * called by any thread.
   *
   * @param instructions of its bytecode
   * @param measured most loop turns of an invocation on average, of the runs so far
   */
  default boolean suits(ProgramGlsl program, int instructions, double measured) {
    throw compilesNothing();
  }

  /**
   * Compiles a program, on any thread, while slices run. May take seconds.
   *
   * @param instructions of its bytecode
   * @throws dev.vireo.vir0.UnsupportedProgramException when it is too large for the device
   * @throws dev.vireo.protocol.DeviceException when the device fails or is closed
   */
  default CompiledProgram compile(ProgramGlsl program, int instructions) {
    throw compilesNothing();
  }

  /**
   * Compiles a module as it is, likewise.
   *
   * @param size its workgroup size
   */
  default CompiledProgram compile(NativeModule module, WorkgroupSize size) {
    throw compilesNothing();
  }

  /**
   * Has runs of a program that begin from now on use what {@link #compile} made on this backend.
   * May take as long as a driver compiles.
   */
  default void install(LoadedCode program, CompiledProgram compiled) {
    throw compilesNothing();
  }

  /** Has runs of a program that begin from now on use the interpreter. */
  default void uninstall(LoadedCode program) {}

  /**
   * Begins with a program, beside others that have begun and have not ended.
   *
   * @return false when there is no room for it before one of the others has ended
   */
  boolean begin(ProgramTask task);

  /**
   * Starts a program's first dispatch, or the next one, in a slice's place; see {@link
   * SlotBackend#start}.
   */
  void start(ProgramTask task);

  /**
   * Takes notice of a dispatch that has {@linkplain SlotBackend#ended ended}; returns whether the
   * program has as well.
   */
  boolean ended(ProgramTask task);

  /** Leaves a program alone that has begun and not ended; none of its dispatches runs. */
  void leave(ProgramTask task);

  /**
   * Claims a published slot with a program of the owner's, as a worker would.
   *
   * @return whether it is claimed; else a slice has to
   */
  default boolean claim(int index) {
    return false;
  }

  /** Takes notice that a claimed slot with a program has completed, whether or not it ran. */
  default void settled(int index) {}

  /** Counts a program among the slots that ended as DONE. */
  void countDone();

  /** A kernel with programs that workers are to run themselves. */
  interface KernelBuild {
    /** Compiles it, on any thread, while slices run. May take seconds. */
    void compile();

    /** Has slices use it from now on, on the backend that gave this; no slice runs. */
    void install();
  }

  /** Returns a kernel that is to be built; null when none is. */
  default KernelBuild kernelBuild() {
    return null;
  }

  /**
   * Returns whether workers may run slots with an opcode themselves, as far as they know their
   * binding sets; while slices run as well.
   */
  default boolean inlines(int opcode) {
    return false;
  }

  /** Returns whether there are such opcodes; likewise. */
  default boolean inlines() {
    return false;
  }

  /** Returns whether workers know a binding set; any thread. */
  default boolean knowsBinding(int binding) {
    return false;
  }

  /** Has workers leave all programs to the host until it has run them again. */
  default void forgetBindings() {}

  /** Does so with those of a tenant. */
  default void forgetBindings(int tenant) {}

  private static IllegalStateException compilesNothing() {
    return new IllegalStateException("this backend compiles no programs");
  }
}
