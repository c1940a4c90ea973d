package dev.vireo.bench;

import java.util.function.Supplier;

/**
 * One of the ways that are compared.
 *
 * @param name what the reader sees
 * @param library whether it is the library
 * @param batch tasks that are handed over at a time
 * @param opener opens it for a turn
 */
record Way<T extends AutoCloseable>(String name, boolean library, int batch, Supplier<T> opener) {}
