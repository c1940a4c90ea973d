package dev.vireo.bench;

/**
 * Sustained throughput of one way.
 *
 * @param way its name
 * @param library whether it is the library
 * @param producers threads that submitted
 * @param batch tasks that were handed over at a time
 * @param perSecond tasks a second, of the rounds
 */
public record ThroughputRow(
    String way, boolean library, int producers, int batch, Spread perSecond) {
  /** How many times the tasks of another way this one did, by round. */
  public Spread times(ThroughputRow other) {
    return Spread.ofRatios(perSecond, other.perSecond);
  }
}
