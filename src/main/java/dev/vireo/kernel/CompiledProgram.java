package dev.vireo.kernel;

import dev.vireo.gpu.RecordedCommands;
import java.util.Optional;

/**
 * A program compiled for a device, which runs one grid at a time over the arena. Made on any
 * thread; from then on used by one thread at a time.
 *
 * <p>A run: {@link #begin}, then {@link #next} and {@link #took} until that says that it has ended.
 */
public interface CompiledProgram extends AutoCloseable {
  /**
   * Returns a dispatch without effect, where there is one: some drivers compile at the first one,
   * for seconds.
   */
  Optional<RecordedCommands> warmUp(ProgramArena arena);

  /** Returns why it cannot run so, in a clause; empty when it can. */
  Optional<String> refuses(ProgramArena arena, ProgramLaunch launch);

  /** Returns whether a run has begun and has not ended. */
  boolean running();

  /** Begins with a run that it does not refuse. */
  void begin(ProgramArena arena, ProgramLaunch launch);

  /** Returns the commands of the next dispatch; the one before has ended. */
  RecordedCommands next(ProgramArena arena);

  /**
   * Takes notice of a dispatch that has ended; returns whether the run has as well.
   *
   * @param nanos how long the dispatch took
   */
  boolean took(long nanos);

  /** Returns the first trap of the run that has ended. */
  Optional<FusedProgram.Trap> trap();

  /** Leaves a run alone that has not ended; none of its dispatches runs. */
  void leave();

  /** Frees it now, or at the end of its run; no other one begins. */
  void drop();

  @Override
  void close();
}
