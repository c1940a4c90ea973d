package dev.vireo.gpu.probe;

/**
 * How often something was seen half written.
 *
 * @param looks how often the reader looked at it just after it had changed
 * @param torn looks that showed a mixture of old and new
 */
public record Tearing(long looks, long torn) {
  /** Whether it was looked at, and never seen half written. */
  public boolean neverTorn() {
    return looks > 0 && torn == 0;
  }

  Tearing plus(long moreLooks, long moreTorn) {
    return new Tearing(looks + moreLooks, torn + moreTorn);
  }
}
