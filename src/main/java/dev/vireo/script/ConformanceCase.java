package dev.vireo.script;

/** Runs one case of a section; fails by {@link ConformanceFailure}. */
@FunctionalInterface
interface ConformanceCase {
  void run(ConformanceInput input);
}
