package dev.vireo.protocol;

import java.util.List;

/** Words in error messages that tell what kind of failure it was. Source: vyre-runtime 0.6.3. */
final class FailureMarkers {
  private static final List<String> DEVICE_LOSS =
      List.of(
          "device lost",
          "devicelost",
          "context lost",
          "lost device",
          "adapter lost",
          "gpu reset",
          "stale pipeline",
          "device_error_context_is_destroyed",
          "device_error_context_is_current",
          "device_error_deinitialized");

  private static final List<String> TRANSIENT =
      List.of(
          "queue full",
          "backpressure",
          "temporarily unavailable",
          "try again",
          "would block",
          "timeout",
          "timed out",
          "out of memory");

  private static final List<String> BUG =
      List.of(
          "invalid program",
          "compile failed",
          "unsupported feature",
          "validation failed",
          "lowering failed",
          "type error");

  private FailureMarkers() {}

  /** Looks for the markers whatever their case: device loss first, then transient, then bugs. */
  static FailureClass classify(String message) {
    String text = lowerCase(message);
    if (containsAny(text, DEVICE_LOSS)) {
      return FailureClass.DEVICE_LOSS;
    }
    if (containsAny(text, TRANSIENT)) {
      return FailureClass.TRANSIENT_QUEUE;
    }
    return containsAny(text, BUG) ? FailureClass.PROGRAM_BUG : FailureClass.UNCLASSIFIED;
  }

  /** Only ASCII letters have a case here: a Kelvin sign is no k. */
  private static String lowerCase(String message) {
    char[] text = message.toCharArray();
    for (int i = 0; i < text.length; i++) {
      if (text[i] >= 'A' && text[i] <= 'Z') {
        text[i] += 'a' - 'A';
      }
    }
    return new String(text);
  }

  private static boolean containsAny(String text, List<String> markers) {
    return markers.stream().anyMatch(text::contains);
  }
}
