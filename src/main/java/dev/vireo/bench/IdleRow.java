package dev.vireo.bench;

import dev.vireo.WaitStrategy;

/**
 * What the process spent while it had nothing to do.
 *
 * @param strategy how threads of the megakernel wait; null when none was open
 * @param percent processor time of all threads of the process in percent of one core, of each round
 */
public record IdleRow(WaitStrategy strategy, Spread percent) {}
