package dev.vireo.bench.report;

import dev.vireo.bench.Machine;

/**
 * Where, when and how a run was made.
 *
 * @param version of Vireo
 * @param date when it began, as ISO 8601 has it
 * @param effort {@code quick} or {@code full}
 * @param rounds in each of which every way had a turn
 * @param seconds how long the run took
 * @param machine where; its load is that before the run
 * @param loadAfter the load when it ended
 * @param mode the library's mode in force: live or epoch
 * @param modeReason why that one
 */
public record Setup(
    String version,
    String date,
    String effort,
    int rounds,
    double seconds,
    Machine machine,
    String loadAfter,
    String mode,
    String modeReason) {}
