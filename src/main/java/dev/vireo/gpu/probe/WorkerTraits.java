package dev.vireo.gpu.probe;

/**
 * What was measured with one shape of worker.
 *
 * @param kind the shape
 * @param lanes invocations in its workgroup
 * @param residentGroups workgroups that were seen running at the same time; 0 when not measured. A
 *     bigger kernel may fit fewer
 * @param residentLimited whether the device had more to run and did not; otherwise it ran all that
 *     were tried
 * @param p50Nanos median round trip of one request and its answer, in nanoseconds, one worker
 *     running; 0 when not measured
 * @param p99Nanos 99th percentile of the same
 * @param trips round trips measured
 */
public record WorkerTraits(
    WorkerKind kind,
    int lanes,
    int residentGroups,
    boolean residentLimited,
    long p50Nanos,
    long p99Nanos,
    int trips) {
  private static final int ENOUGH_TRIPS = 100;

  /** Whether it answered often enough while it ran. */
  public boolean answers() {
    return trips >= ENOUGH_TRIPS;
  }
}
