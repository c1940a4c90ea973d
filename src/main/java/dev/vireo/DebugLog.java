package dev.vireo;

import dev.vireo.protocol.DebugRecord;
import java.util.List;

/**
 * What PRINTF wrote.
 *
 * @param records the records that fit, in the order in which they were written
 * @param dropped how many did not fit
 */
public record DebugLog(List<DebugRecord> records, long dropped) {}
