/**
 * Runs programs on the host as they stand, statement by statement: the oracle that every other
 * engine is compared with.
 *
 * <pre>
 *  Program ─▶ EvalCompiler ─▶ EvalCode, a closure for each statement ─▶ WorkgroupRun of Lanes
 * </pre>
 */
package dev.vireo.vir0.eval;
