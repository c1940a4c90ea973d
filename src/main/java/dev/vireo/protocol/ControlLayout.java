package dev.vireo.protocol;

/**
 * Word map of the control buffer.
 *
 * <pre>
 *    0        SHUTDOWN              128        EPOCH
 *    1        DONE_COUNT            129 .. 134 priority partition offsets
 *    2        TENANT_BASE           135        priority starvation counter
 *    3 ..  31 tenant masks          136 .. 140 priority fairness counters
 *   32 ..  63 tenant quotas         141 .. 159 unused
 *   64 ..  95 tenant fairness       160 ..     observable words
 *   96 .. 127 metrics
 * </pre>
 *
 * <p>Source: vyre-runtime 0.6.3.
 */
public final class ControlLayout {
  /** Non-zero: no slot is claimed any more. */
  public static final int SHUTDOWN = 0;

  /** Counts executed slots, modulo 2^32. */
  public static final int DONE_COUNT = 1;

  /** Holds the word index at which the tenant masks begin. */
  public static final int TENANT_BASE = 2;

  /** Where {@link #TENANT_BASE} points in a freshly encoded buffer. */
  public static final int TENANT_MASKS_BASE = 3;

  /** Entries of the tenant mask table. */
  public static final int TENANT_MASK_SLOTS = 29;

  /** First word of the tenant quota table. */
  public static final int TENANT_QUOTA_BASE = 32;

  /** Entries of the tenant quota table. */
  public static final int TENANT_QUOTA_SLOTS = 32;

  /** First word of the tenant fairness counters. */
  public static final int TENANT_FAIRNESS_BASE = 64;

  /** Tenant fairness counters, indexed by tenant modulo this. */
  public static final int TENANT_FAIRNESS_SLOTS = 32;

  /** First word of the execution counters of opcodes 0 to 31. */
  public static final int METRICS_BASE = 96;

  /** Opcodes that are counted. */
  public static final int METRICS_SLOTS = 32;

  /** Counts batch fences, modulo 2^32. */
  public static final int EPOCH = 128;

  /** First of five partition starts and the total that follows them. */
  public static final int PRIORITY_OFFSETS_BASE = 129;

  /** Words of the partition table: five starts and the total. */
  public static final int PRIORITY_OFFSETS_SLOTS = 6;

  /** Claims of CRITICAL and HIGH slots in a row. */
  public static final int PRIORITY_STARVATION_COUNTER = 135;

  /** First of five claim counters, one per priority. */
  public static final int PRIORITY_FAIRNESS_BASE = 136;

  /** Priority fairness counters. */
  public static final int PRIORITY_FAIRNESS_SLOTS = 5;

  /** First observable word. */
  public static final int OBSERVABLE_BASE = 160;

  /** Words of the smallest control buffer. */
  public static final int CONTROL_MIN_WORDS = 160;

  private ControlLayout() {}
}
