package dev.vireo.kernel;

/** Lets tests of other packages choose how much a dispatch of the interpreter does. */
public final class ProgramPaces {
  private ProgramPaces() {}

  /** Chooses lanes, and what each may do in a dispatch. */
  public static void set(ProgramRunner runner, int lanes, int turns, int burst, int fuel) {
    runner.pace(lanes, turns, burst, fuel);
  }
}
