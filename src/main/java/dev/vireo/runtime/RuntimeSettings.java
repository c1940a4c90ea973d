package dev.vireo.runtime;

/**
 * How a runtime works.
 *
 * @param ringSlots slots in the ring
 * @param partitioned whether it consists of a partition for each priority
 * @param firstSequence sequence of the first slot; other than 0 only to test the wrap of counters
 * @param builtins set of {@code Builtin} bits that the first kernel contains
 * @param fullWaitNanos how long a publisher waits while the ring is full: 0 not at all, {@link
 *     Long#MAX_VALUE} for ever
 * @param closeNanos how long closing waits for what is outstanding
 * @param spinNanos how long a thread that waits spins before it sleeps; {@link Long#MAX_VALUE} for
 *     ever
 * @param idleNanos after which time without work a live slice ends
 * @param watchdogNanos how long a slice has for its end; 0 for any time
 * @param tiers which programs are compiled, and when
 * @param telemetry whether it is measured how long slots take, and other processes of the user may
 *     see the figures
 */
public record RuntimeSettings(
    int ringSlots,
    boolean partitioned,
    long firstSequence,
    int builtins,
    long fullWaitNanos,
    long closeNanos,
    long spinNanos,
    long idleNanos,
    long watchdogNanos,
    TierPolicy tiers,
    boolean telemetry) {
  /** All programs stay in the interpreter; nothing is measured. */
  RuntimeSettings(
      int ringSlots,
      boolean partitioned,
      long firstSequence,
      int builtins,
      long fullWaitNanos,
      long closeNanos,
      long spinNanos,
      long idleNanos,
      long watchdogNanos) {
    this(
        ringSlots,
        partitioned,
        firstSequence,
        builtins,
        fullWaitNanos,
        closeNanos,
        spinNanos,
        idleNanos,
        watchdogNanos,
        TierPolicy.NONE,
        false);
  }
}
