package dev.vireo.protocol;

/**
 * One record of the debug log; all four words may have any value.
 *
 * @param formatId PRINTF's arg0
 * @param arg1 PRINTF's arg1
 * @param arg2 PRINTF's arg2
 * @param slotBase word offset of the slot in the ring
 */
public record DebugRecord(int formatId, int arg1, int arg2, int slotBase) {}
