/**
 * Turns a valid program into GLSL that is compiled into a kernel: the fused tier. Loops are charged
 * to the fuel before they run where {@link dev.vireo.vir0.glsl.LoopTurns} can count their turns.
 *
 * <pre>
 *  Program ─▶ ProgramGlsl ─▶ GlslStatements ─▶ GlslExpressions ─▶ GlslOperators ─▶ GLSL
 * </pre>
 */
package dev.vireo.vir0.glsl;
