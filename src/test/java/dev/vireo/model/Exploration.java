package dev.vireo.model;

import java.util.List;

/**
 * What exploring a scope found.
 *
 * @param states different states reached
 * @param transitions steps between them
 * @param violation what is wrong, or null
 * @param trace the steps that lead there, from the start
 */
record Exploration(int states, long transitions, String violation, List<String> trace) {
  /** Returns the violation and the steps to it, a line each. */
  String story() {
    StringBuilder text =
        new StringBuilder().append(violation == null ? "nothing wrong" : violation);
    for (int i = 0; i < trace.size(); i++) {
      text.append(System.lineSeparator()).append("  ").append(i + 1).append(". ");
      text.append(trace.get(i));
    }
    return text.toString();
  }
}
