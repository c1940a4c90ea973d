package dev.vireo.gpu.probe;

/**
 * What was observed in one memory type that the host can map, while a dispatch ran.
 *
 * @param index the device's number for the type
 * @param flags the type's flags in words, such as {@code device-local host-visible coherent}
 * @param deviceLocal whether it is the device's own memory
 * @param hostCached whether host reads come from the host's caches
 * @param hostWrites whether the device saw what the host wrote
 * @param deviceWrites whether the host saw what the device wrote
 * @param overwrittenSlot whether the device saw a mixture in a 64-byte slot that the host was
 *     overwriting
 * @param publishedSlot whether the device saw old words in a 64-byte slot behind a doorbell that
 *     the host had rung after a full fence; any at all forbids live mode
 * @param wholeRecord whether the host saw old words behind the stamp of a 16-byte completion record
 *     that the device had written as one vector of four words
 * @param stampLastRecord the same for a record whose stamp was written last, after a memory barrier
 * @param hostReadNanos what one host read of a 32-bit word costs, in nanoseconds
 */
public record MemoryTraits(
    int index,
    String flags,
    boolean deviceLocal,
    boolean hostCached,
    Visibility hostWrites,
    Visibility deviceWrites,
    Tearing overwrittenSlot,
    Tearing publishedSlot,
    Tearing wholeRecord,
    Tearing stampLastRecord,
    double hostReadNanos) {

  /** Whether a running kernel can take published slots from here. */
  public boolean suitsRequests() {
    return hostWrites.seen() && publishedSlot.neverTorn();
  }

  /** Whether the host can take completions from here while the kernel runs. */
  public boolean suitsAnswers() {
    return deviceWrites.seen() && (wholeRecord.neverTorn() || stampLastRecord.neverTorn());
  }
}
