package dev.vireo.runtime;

/**
 * The push constants of a binding set. The interpreter finds them in the arena, where they are
 * stored before the first run on a device.
 */
final class PushWords {
  final int[] words;
  final ArenaRange range;

  /** Where the range holds the words; null when nowhere. Guarded by the pump's turns. */
  ProgramBackend storedOn;

  PushWords(int[] words, ArenaRange range) {
    this.words = words;
    this.range = range;
  }
}
