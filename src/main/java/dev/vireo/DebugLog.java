package dev.vireo;

import java.util.List;

/**
 * What PRINTF wrote.
 *
 * @param records the records that fit, in the order in which they were written
 * @param dropped how many did not fit
 */
public record DebugLog(List<Record> records, long dropped) {
  /**
   * One record.
   *
   * @param formatId PRINTF's arg0
   * @param arg1 PRINTF's arg1
   * @param arg2 PRINTF's arg2
   * @param slotBase word offset of the slot in the ring
   */
  public record Record(int formatId, int arg1, int arg2, int slotBase) {}
}
