package dev.vireo.protocol;

/**
 * What a tenant may use at once; unsigned 64-bit numbers, each raised to at least 1.
 *
 * @param outstandingSlots slots published and not drained
 * @param stagingBytes staging bytes reserved
 * @param residentHandles resident handles reserved
 */
public record TenantQuotas(long outstandingSlots, long stagingBytes, long residentHandles) {
  /** No bound on anything. */
  public static final TenantQuotas UNBOUNDED = new TenantQuotas(-1, -1, -1);

  /** Raises each quota to at least 1. */
  public TenantQuotas {
    outstandingSlots = outstandingSlots == 0 ? 1 : outstandingSlots;
    stagingBytes = stagingBytes == 0 ? 1 : stagingBytes;
    residentHandles = residentHandles == 0 ? 1 : residentHandles;
  }
}
