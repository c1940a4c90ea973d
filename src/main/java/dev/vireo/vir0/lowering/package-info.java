/**
 * Turns a valid program into bytecode.
 *
 * <pre>
 *  Program ─▶ ProgramLowering           statements
 *               LoweredExpressions      expressions, by OpcodeTable
 *               LoweredBuffers          where buffers lie
 *               LoweredCopies           asynchronous copies
 *             ─▶ BytecodeAssembler ─▶ Bytecode
 * </pre>
 */
package dev.vireo.vir0.lowering;
