package dev.vireo.bench;

/**
 * What was measured of one way at one place of an axis.
 *
 * @param way its name
 * @param library whether it is the library
 * @param at the place; 0 for a way that has no place, because what the axis changes is not in it
 * @param value tasks a second or nanoseconds, of the rounds
 */
public record SweepRow(String way, boolean library, int at, Spread value) {}
