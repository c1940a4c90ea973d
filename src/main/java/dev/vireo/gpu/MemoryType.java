package dev.vireo.gpu;

/**
 * One memory type of a device.
 *
 * @param index the device's number for it, from 0
 * @param deviceLocal whether it is the device's own memory
 * @param hostVisible whether the host can map it
 * @param hostCoherent whether neither side needs flushes
 * @param hostCached whether host reads come from the host's caches; elsewhere they cross the bus,
 *     about 1 µs each
 * @param heapBytes size of the heap that it takes from
 */
public record MemoryType(
    int index,
    boolean deviceLocal,
    boolean hostVisible,
    boolean hostCoherent,
    boolean hostCached,
    long heapBytes) {

  /** Whether the host can map it and needs no flushes. */
  public boolean mappable() {
    return hostVisible && hostCoherent;
  }

  /** The flags in words, such as {@code device-local host-visible coherent}. */
  public String describe() {
    StringBuilder words = new StringBuilder();
    append(words, deviceLocal, "device-local");
    append(words, hostVisible, "host-visible");
    append(words, hostCoherent, "coherent");
    append(words, hostCached, "cached");
    return words.isEmpty() ? "plain" : words.toString();
  }

  private static void append(StringBuilder words, boolean present, String word) {
    if (present) {
      words.append(words.isEmpty() ? "" : " ").append(word);
    }
  }
}
