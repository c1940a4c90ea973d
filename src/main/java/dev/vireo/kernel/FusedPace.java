package dev.vireo.kernel;

import dev.vireo.vir0.glsl.ProgramGlsl;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * How many loop turns compiled programs may take in a dispatch, by what a probe has measured on the
 * device. A dispatch is cut only between workgroups: an invocation that needs more turns ends as
 * FUEL, and the interpreter, which leaves off anywhere, can run the program. One thread at a time.
 */
final class FusedPace {
  /** Turns of a vector that no known driver refuses. */
  static final long SURE_TURNS = 8_192;

  /** Tenths of a second at the most, far below the watchdogs of drivers. */
  private static final long MOST_TURNS = 1 << 24;

  private final int vectorWidth;
  private final LongSupplier probe;
  private long measured;

  /**
   * Makes one.
   *
   * @param vectorWidth invocations whose loops a driver may count together
   * @param probe gives the loop turns that a vector may make in a dispatch; asked once, when a
   *     program comes that may take more than a few thousand
   */
  FusedPace(int vectorWidth, LongSupplier probe) {
    this.vectorWidth = vectorWidth;
    this.probe = probe;
  }

  /**
   * Returns the fuel that an invocation of a program gets.
   *
   * @param turns loop turns that it should be able to take; with nested loops it may take more
   */
  long fuel(ProgramGlsl program, long turns) {
    long wanted = Math.min(turns, Long.MAX_VALUE / program.turnCost()) * program.turnCost();
    long sure = fuel(program, wanted, SURE_TURNS);
    OptionalLong most = program.mostTurns();
    boolean proven = most.isPresent() && most.getAsLong() <= sure;
    return proven || sure == wanted ? sure : fuel(program, wanted, vectorTurns());
  }

  private long fuel(ProgramGlsl program, long wanted, long vector) {
    return Math.min(wanted, program.fuelWithin(vector, vectorWidth));
  }

  /** Says whether every driver allows all turns that an invocation can take. */
  boolean proven(ProgramGlsl program) {
    return FusedKernel.lasts(program, fuel(program, Long.MAX_VALUE, SURE_TURNS));
  }

  /** Says whether no invocation can be long on its way, so that a dispatch may have many. */
  static boolean brief(ProgramGlsl program) {
    OptionalLong most = program.mostTurns();
    return most.isPresent() && most.getAsLong() <= SURE_TURNS;
  }

  private long vectorTurns() {
    if (measured == 0) {
      measured = Math.min(probe.getAsLong(), MOST_TURNS);
    }
    return measured;
  }
}
