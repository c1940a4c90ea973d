package dev.vireo.runtime;

/** Is told of one slot's completion, on the pump's thread. */
public interface CompletionListener {
  /** The slot ended so. */
  void completed(long sequence, int status, long results);

  /** The megakernel failed before the slot's end was known, or its completion has expired. */
  void failed(RuntimeException cause);
}
