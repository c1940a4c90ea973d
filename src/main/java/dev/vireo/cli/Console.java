package dev.vireo.cli;

import java.io.PrintStream;
import java.util.Map;

/**
 * What a command talks to.
 *
 * @param out takes results
 * @param err takes messages
 * @param environment environment variables
 */
record Console(PrintStream out, PrintStream err, Map<String, String> environment) {
  Console {
    environment = Map.copyOf(environment);
  }

  /** Returns a variable's value, or null when it is not set or empty. */
  String variable(String name) {
    String value = environment.get(name);
    return value == null || value.isBlank() ? null : value;
  }

  /** Writes one message for the user. */
  void message(String text) {
    err.println("vireo: " + text);
  }
}
