package dev.vireo.vir0.lowering;

/**
 * A value of an expression.
 *
 * @param operand where it is, as instructions name it
 * @param types those that it can have while the program runs; 0 when it is never reached
 */
record Operand(int operand, int types) {}
