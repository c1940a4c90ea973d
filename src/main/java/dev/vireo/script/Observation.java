package dev.vireo.script;

import java.util.List;

/**
 * What a term was found to be.
 *
 * @param words the words found, empty when there is nothing to be seen
 * @param reason why there is nothing to be seen, or null
 */
record Observation(List<Integer> words, String reason) {
  Observation {
    words = List.copyOf(words);
  }

  static Observation of(Integer... words) {
    return new Observation(List.of(words), null);
  }

  static Observation nothing(String reason) {
    return new Observation(List.of(), reason);
  }
}
