package dev.vireo.protocol;

import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;

/**
 * A registered tenant: its id, its window of opcodes, its counters. {@link TenantRegistry#register}
 * makes one. Safe for use by several threads; each ring still wants one publishing thread at a
 * time. Source: vyre-runtime 0.6.3.
 */
public final class TenantHandle {
  private static final int SPINS = 64;
  private static final long PARK_STEP_NANOS = 2_000;
  private static final long MAX_PARK_NANOS = 50_000;

  private final int id;
  private final TenantQuotas quotas;
  private long published;
  private long drained;
  private long stagingBytes;
  private long residentHandles;
  private boolean revoked;

  TenantHandle(int id, TenantQuotas quotas) {
    this.id = id;
    this.quotas = quotas;
  }

  /** Returns the id that stands in the tenant word of this tenant's slots. */
  public int id() {
    return id;
  }

  /** Returns the quotas. */
  public TenantQuotas quotas() {
    return quotas;
  }

  /** Returns the first opcode of this tenant's window. */
  public int baseOpcode() {
    return TenantRegistry.OPCODE_BASE + id * TenantRegistry.OPCODES_PER_TENANT;
  }

  /**
   * Returns the opcode that stands in slots for a local one.
   *
   * @param localOpcode 0 to 2^20 - 1
   * @throws TenantException.OpcodeOutOfRange when it is not
   */
  public int globalOpcode(long localOpcode) {
    if (localOpcode < 0 || localOpcode >= TenantRegistry.OPCODES_PER_TENANT) {
      throw new TenantException.OpcodeOutOfRange(id, localOpcode);
    }
    return baseOpcode() + (int) localOpcode;
  }

  /**
   * Publishes one slot of this tenant, as {@link RingCodec#publish} does, and counts it.
   *
   * @throws TenantException.Revoked when the tenant was unregistered
   * @throws TenantException.OpcodeOutOfRange when the opcode lies outside the window
   * @throws TenantException.Backpressure when too many slots are outstanding
   * @throws TenantException.Pipeline when the ring refuses the slot, which is not counted then
   */
  public synchronized void publish(ByteBuffer ring, long slot, long localOpcode, int... args) {
    requireLive();
    int opcode = globalOpcode(localOpcode);
    long outstanding = outstanding();
    if (Long.compareUnsigned(outstanding, quotas.outstandingSlots()) >= 0) {
      throw new TenantException.Backpressure(id, outstanding, quotas.outstandingSlots());
    }
    try {
      RingCodec.publish(ring, slot, id, opcode, args);
    } catch (ProtocolException refused) {
      throw new TenantException.Pipeline(id, refused);
    }
    published++;
  }

  /** Returns the slots published so far, unsigned. */
  public synchronized long published() {
    return published;
  }

  /** Returns the slots drained so far, unsigned. */
  public synchronized long drained() {
    return drained;
  }

  /** Returns the slots published and not drained, unsigned. */
  public synchronized long outstanding() {
    return Long.compareUnsigned(drained, published) >= 0 ? 0 : published - drained;
  }

  /** Counts {@code slots}, unsigned, as drained; the count stops at its largest value. */
  public synchronized void noteDrained(long slots) {
    long sum = drained + slots;
    drained = Long.compareUnsigned(sum, drained) < 0 ? -1 : sum;
  }

  /**
   * Waits until nothing is outstanding: looks up to {@code polls} times, spinning at first, then
   * parking 2, 4, … 50 microseconds in between. Unlike vyre's, it looks once even when {@code
   * polls} is 0. An interrupt does not end it early.
   *
   * @throws TenantException.QuiesceTimeout when slots are still outstanding at the last look
   */
  public void quiesce(long polls) {
    for (long poll = 0; outstanding() != 0; poll++) {
      if (poll + 1 >= polls) {
        throw new TenantException.QuiesceTimeout(id, outstanding(), polls);
      }
      if (poll < SPINS) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(Math.min(MAX_PARK_NANOS, (poll - SPINS + 1) * PARK_STEP_NANOS));
      }
    }
  }

  /**
   * Reserves {@code bytes}, unsigned, of staging memory.
   *
   * @throws TenantException.Revoked when the tenant was unregistered
   * @throws TenantException.StagingBackpressure when the quota does not allow it; nothing is
   *     reserved then
   */
  public synchronized void reserveStaging(long bytes) {
    requireLive();
    if (exceeds(stagingBytes, bytes, quotas.stagingBytes())) {
      throw new TenantException.StagingBackpressure(id, stagingBytes, bytes, quotas.stagingBytes());
    }
    stagingBytes += bytes;
  }

  /**
   * Gives {@code bytes}, unsigned, of staging memory back.
   *
   * @throws TenantException.ResourceUnderflow when fewer are reserved; nothing is released then
   */
  public synchronized void releaseStaging(long bytes) {
    if (Long.compareUnsigned(bytes, stagingBytes) > 0) {
      throw new TenantException.ResourceUnderflow(id, "staging bytes", stagingBytes, bytes);
    }
    stagingBytes -= bytes;
  }

  /** Returns the staging bytes reserved, unsigned. */
  public synchronized long stagingBytes() {
    return stagingBytes;
  }

  /**
   * Reserves {@code handles}, unsigned, resident handles.
   *
   * @throws TenantException.Revoked when the tenant was unregistered
   * @throws TenantException.ResidentHandleBackpressure when the quota does not allow it; nothing is
   *     reserved then
   */
  public synchronized void reserveHandles(long handles) {
    requireLive();
    if (exceeds(residentHandles, handles, quotas.residentHandles())) {
      throw new TenantException.ResidentHandleBackpressure(
          id, residentHandles, handles, quotas.residentHandles());
    }
    residentHandles += handles;
  }

  /**
   * Gives {@code handles}, unsigned, resident handles back.
   *
   * @throws TenantException.ResourceUnderflow when fewer are reserved; nothing is released then
   */
  public synchronized void releaseHandles(long handles) {
    if (Long.compareUnsigned(handles, residentHandles) > 0) {
      throw new TenantException.ResourceUnderflow(id, "resident handles", residentHandles, handles);
    }
    residentHandles -= handles;
  }

  /** Returns the resident handles reserved, unsigned. */
  public synchronized long residentHandles() {
    return residentHandles;
  }

  /** Says whether the tenant was unregistered. */
  public synchronized boolean revoked() {
    return revoked;
  }

  synchronized void revoke() {
    revoked = true;
    stagingBytes = 0;
    residentHandles = 0;
  }

  private void requireLive() {
    if (revoked) {
      throw new TenantException.Revoked(id);
    }
  }

  private static boolean exceeds(long used, long more, long cap) {
    return Long.compareUnsigned(more, cap - used) > 0;
  }
}
