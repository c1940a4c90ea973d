package dev.vireo.spirv.code;

import dev.vireo.vir0.bytecode.Bytecode;
import java.util.List;

/**
 * What code reads and writes besides registers.
 *
 * @param buffers by the numbers that bytecode uses
 * @param tableWords the words of all tables
 * @param clearedWords words of workgroup memory that a workgroup finds cleared
 */
public record Memories(List<Bytecode.Buffer> buffers, int[] tableWords, int clearedWords) {}
