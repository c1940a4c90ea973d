package dev.vireo.telemetry;

/**
 * What a tenant had done.
 *
 * @param id 1 to 1023; 0 for the owner of the megakernel
 * @param name what it was registered as, for people; empty when it has no name
 * @param submitted slots that were submitted by it, or by the owner in its name
 * @param completed slots among them that have completed, however they ended
 * @param mostOutstanding how many slots it may have outstanding; for the owner, the ring's length
 */
public record TenantTelemetry(
    int id, String name, long submitted, long completed, int mostOutstanding) {
  /** Returns how many slots have not completed. */
  public long outstanding() {
    return submitted - completed;
  }
}
