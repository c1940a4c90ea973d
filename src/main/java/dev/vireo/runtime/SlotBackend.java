package dev.vireo.runtime;

import dev.vireo.kernel.CompiledProgram;
import dev.vireo.spirv.lowering.NativeModule;
import dev.vireo.vir0.WorkgroupSize;
import dev.vireo.vir0.glsl.ProgramGlsl;
import java.nio.ByteBuffer;
import java.util.function.IntToLongFunction;

/**
 * What executes slots: a Vulkan device, or the reference in Java. Used by one thread at a time, but
 * for the buffers, which stay valid until {@link #close}.
 */
interface SlotBackend extends AutoCloseable {
  /** Returns the device's name. */
  String deviceName();

  /** Returns why slices are live or not, in a sentence. */
  String modeReason();

  /** Returns the ring, written by producers. Reads may cost a microsecond each. */
  ByteBuffer ring();

  /**
   * Returns whether the ring lies in memory whose stores the CPU combines and drains in any order.
   */
  boolean writeCombined();

  /**
   * Returns the word of the first slot's stamp, which producers write while live slices run; null
   * where no slice is live.
   */
  ByteBuffer stamps();

  /**
   * Returns whether starting a slice takes no longer than a submit, so that a thread with a limited
   * time may do it.
   */
  boolean helps();

  /** Returns whether host threads may spin without taking a core from the device. */
  boolean sparesCores();

  /** Returns whether who waits for the device polls; where that is a processor, it sleeps. */
  default boolean polls() {
    return true;
  }

  /** Returns the completion records, written by the device. */
  ByteBuffer completions();

  /** Makes sure that the kernel contains the operations in the set of {@code Builtin} bits. */
  void prepare(int builtins);

  /** Returns whether the kernel contains these operations already. */
  boolean prepared(int builtins);

  /** Starts a slice; the one before has ended. */
  void start(SliceRequest request);

  /**
   * Returns whether the slice that was started has ended.
   *
   * @param wait whether to wait for that for a while
   */
  boolean ended(boolean wait);

  /**
   * Leaves the device alone, because the slice that runs does not end; from then on it is {@link
   * #abandoned}.
   *
   * @return what to throw, which names the slot to blame
   */
  default StuckSliceException giveUp() {
    return new StuckSliceException(-1, "a slice on " + deviceName() + " did not end");
  }

  /** Asks a live slice to end soon. */
  void stop();

  /** Tells what the slice did that has ended. */
  void finish(SliceReport report);

  /**
   * Returns whether control words can be read and written by any thread, cheaply, while a slice
   * runs.
   */
  boolean directAccess();

  /** Reads {@code count} control words from word {@code first} on. */
  void readControl(int first, int[] into, int offset, int count);

  /** Stores control words from word {@code first} on, visible to the next slice. */
  void writeControl(int first, int[] from, int offset, int count);

  /**
   * Makes a tenant known and enabled, with its quota unused; called by any thread, one at a time,
   * while slices run. None of the id's slots is outstanding.
   */
  void putTenant(int id, TenantGrant grant);

  /** Disables a tenant: its slots that are claimed from now on end as FAULT; called likewise. */
  void disableTenant(int id);

  /** Forgets a tenant, none of whose slots is outstanding; called likewise. */
  void removeTenant(int id);

  /**
   * Makes room for a program before it runs; no slice runs. May take as long as building a kernel
   * does.
   *
   * @throws dev.vireo.vir0.UnsupportedProgramException when the device has no room for it
   */
  default void reserveProgram(ProgramCode code) {
    throw noPrograms();
  }

  /** Returns whether {@link #reserveProgram} has nothing to do for a program; any thread. */
  default boolean reservedProgram(ProgramCode code) {
    return false;
  }

  /** Returns the backend that runs slots now, where it may be replaced. */
  default SlotBackend current() {
    return this;
  }

  /** Returns whether it can run programs that are compiled. */
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
    throw noPrograms();
  }

  /**
   * Compiles a program, on any thread, while slices run. May take seconds.
   *
   * @param instructions of its bytecode
   * @throws dev.vireo.vir0.UnsupportedProgramException when it is too large for the device
   * @throws dev.vireo.protocol.DeviceException when the device fails or is closed
   */
  default CompiledProgram compile(ProgramGlsl program, int instructions) {
    throw noPrograms();
  }

  /**
   * Compiles a module as it is, likewise.
   *
   * @param size its workgroup size
   */
  default CompiledProgram compile(NativeModule module, WorkgroupSize size) {
    throw noPrograms();
  }

  /**
   * Has runs of a program that begin from now on use what {@link #compile} made on this backend; no
   * slice runs. May take as long as a driver compiles.
   */
  default void install(LoadedCode program, CompiledProgram compiled) {
    throw noPrograms();
  }

  /** Has runs of a program that begin from now on use the interpreter; no slice runs. */
  default void uninstall(LoadedCode program) {}

  /**
   * Begins with a program, beside others that have begun and have not ended; no slice runs.
   *
   * @return false when there is no room for it before one of the others has ended
   */
  default boolean beginProgram(ProgramTask task) {
    throw noPrograms();
  }

  /** Starts a program's first dispatch, or the next one, in a slice's place; see {@link #start}. */
  default void startProgram(ProgramTask task) {
    throw noPrograms();
  }

  /**
   * Takes notice of a dispatch that has {@link #ended}; returns whether the program has as well.
   */
  default boolean programEnded(ProgramTask task) {
    throw noPrograms();
  }

  /** Leaves a program alone that has begun and not ended; none of its dispatches runs. */
  default void leaveProgram(ProgramTask task) {
    throw noPrograms();
  }

  /** A kernel with programs that workers are to run themselves. */
  interface KernelBuild {
    /** Compiles it, on any thread, while slices run. May take seconds. */
    void compile();

    /** Has slices use it from now on, on the backend that gave this; no slice runs. */
    void install();
  }

  /** Returns a kernel that is to be built; null when none is. Between slices. */
  default KernelBuild kernelBuild() {
    return null;
  }

  /**
   * Returns whether workers may run slots with an opcode themselves, as far as they know their
   * binding sets.
   */
  default boolean inlines(int opcode) {
    return false;
  }

  /** Returns whether there are such opcodes. */
  default boolean inlines() {
    return false;
  }

  /** Returns whether workers know a binding set; any thread. */
  default boolean knowsBinding(int binding) {
    return false;
  }

  /** Has workers leave all programs to the host until it has run them again; no slice runs. */
  default void forgetBindings() {}

  /** Does so with those of a tenant. */
  default void forgetBindings(int tenant) {}

  /**
   * Claims a published slot with a program of the owner's, as a worker would, while no slice runs.
   *
   * @return whether it is claimed; else a slice has to
   */
  default boolean claimProgram(int index) {
    return false;
  }

  /** Takes notice that a claimed slot with a program has completed, whether or not it ran. */
  default void programSettled(int index) {}

  /** Counts a program among the slots that ended as DONE. */
  default void countDone() {
    throw noPrograms();
  }

  /** Returns how many words the arena of resources can have. */
  default long mostArenaWords() {
    return 0;
  }

  /**
   * Returns how many words a block of the arena has: no resource lies in two, and a program binds
   * few.
   */
  default long arenaBlockWords() {
    return Math.max(1, mostArenaWords());
  }

  /** Returns how many blocks of the arena a program can bind. */
  default int mostBoundBlocks() {
    return Integer.MAX_VALUE;
  }

  /**
   * Makes ready for programs that bind more than one block; no slice runs. May take as long as
   * building a kernel does.
   */
  default void reserveBlocks() {}

  /** Makes the arena long enough for a range, and zeroes it; no slice runs. */
  default void clearArena(long first, long count) {
    throw noPrograms();
  }

  /** Reads words of the arena; no slice runs. */
  default void readArena(long first, int[] into, int offset, int count) {
    throw noPrograms();
  }

  /** Stores words into the arena; no slice runs. */
  default void writeArena(long first, int[] from, int offset, int count) {
    throw noPrograms();
  }

  private static IllegalStateException noPrograms() {
    return new IllegalStateException("this backend runs no programs");
  }

  /** Reads the whole debug log. */
  int[] readDebugLog();

  /** Reads the whole ring. */
  int[] readRing();

  /**
   * Gives up at this {@link System#nanoTime} at the latest when a slice does not end; called by any
   * thread.
   */
  void giveUpAt(long nanoTime);

  /** Returns whether a slice did not end, so that the device's objects were left alone. */
  boolean abandoned();

  /**
   * Ends what runs, because the device is given up: from then on nobody writes to its memory, which
   * stays readable. Takes seconds at most, and never throws for what the device does.
   */
  default void end() {}

  /**
   * Goes on with a new device in the place of one that has {@link #end ended}: all words are as at
   * the start, but for those that the host stored since, and tenants are known with what is left of
   * their quotas. The buffers are others; the old ones stay until {@link #freeReplaced}.
   *
   * @param completed slots that have completed, by tenant
   * @throws dev.vireo.protocol.DeviceException when it cannot be opened; then it may be tried again
   */
  default void replace(IntToLongFunction completed) {
    throw new IllegalStateException(deviceName() + " cannot be replaced");
  }

  /** Frees the devices that were replaced: nobody looks at their buffers any more. */
  default void freeReplaced() {}

  @Override
  void close();
}
