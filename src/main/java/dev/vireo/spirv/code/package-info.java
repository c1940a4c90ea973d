/**
 * Bytecode while it is written: instructions with labels, computed at once where their operands are
 * constants, made shorter, and then given to the assembler.
 *
 * <pre>
 *  Code ─▶ Draft ─▶ Shortening, Jumps ─▶ CodeWriter ─▶ BytecodeAssembler
 * </pre>
 */
package dev.vireo.spirv.code;
