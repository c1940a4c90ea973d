package dev.vireo.runtime;

import dev.vireo.protocol.TenantException;
import dev.vireo.telemetry.TenantTelemetry;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A registered tenant's slots: how many were published, and how many of them have completed. Any
 * thread publishes, the pump completes, and neither touches the other's counter.
 *
 * <p>One word holds the slots published and whether more may be: so none slips in after the account
 * was closed, and an id is not given up while a slot is outstanding.
 */
public final class TenantAccount {
  private static final long CLOSED = 1L << 63; // the tenant publishes nothing more
  private static final long RETIRED = 1L << 62; // nobody publishes for it any more: the id is free
  private static final long COUNT = RETIRED - 1;

  private final int id;
  private final TenantGrant grant;
  private final Outstanding outstanding;
  private final AtomicLong published = new AtomicLong();
  private final Outstanding.Goal room = this::hasRoom;
  private final Outstanding.Goal settled = ignored -> settled();

  /** Guards {@link #owed}; never held during a call. */
  final Object owing = new Object();

  /** Words of its resources; the pump's turns guard it. */
  long resourceWords;

  /** It has, or had, programs or resources. */
  volatile boolean hasPrograms;

  private volatile boolean revoked;

  /** Slots that were counted for submits that failed then, and are not taken back yet. */
  volatile int owed;

  // Written by the pump only, which needs no fence of its own: each slice's wake-up makes one.
  private final AtomicLong drained = new AtomicLong(); // completions about to be seen
  private final AtomicLong seen = new AtomicLong(); // completions that can be seen

  TenantAccount(int id, TenantGrant grant, Outstanding outstanding) {
    this.id = id;
    this.grant = grant;
    this.outstanding = outstanding;
  }

  /** Returns the tenant's id. */
  public int id() {
    return id;
  }

  /** Returns what it was registered with. */
  public TenantGrant grant() {
    return grant;
  }

  /** Returns how many slots have not completed. */
  public int outstanding() {
    repay();
    long done = drained.get(); // first, so that the difference is not negative
    return (int) ((published.get() & COUNT) - done);
  }

  /** Returns how many slots have completed. */
  long completed() {
    return drained.get();
  }

  /** Returns how many slots were published for it. */
  long submitted() {
    return (published.get() & COUNT) - owed;
  }

  TenantTelemetry telemetry() {
    long ended = completed(); // first, so that what is outstanding is not negative
    return new TenantTelemetry(id, grant.name(), submitted(), ended, grant.cap());
  }

  /** Nothing more runs for it, but for what was claimed and is no program. */
  void revoke() {
    revoked = true;
    close();
  }

  boolean revoked() {
    return revoked;
  }

  /** Returns whether it publishes nothing more. */
  public boolean closed() {
    return (published.get() & CLOSED) != 0;
  }

  /**
   * Counts slots that are about to be published, when the cap allows it.
   *
   * @throws TenantException.Revoked when the tenant publishes nothing more
   * @throws TenantException.Backpressure when the cap is reached and waiting is over
   */
  void acquire(int slots) {
    long left = grant.fullNanos();
    for (; ; ) {
      long at = published.get();
      if ((at & CLOSED) != 0) {
        throw new TenantException.Revoked(id);
      }
      // Once nothing is accepted any more, the publisher says why.
      if (!hasRoom(slots)) {
        left = waitForRoom(slots, left);
      } else if (published.compareAndSet(at, at + slots)) {
        return;
      }
    }
  }

  /** Counts a slot that the owner publishes for the tenant; returns false when it is retired. */
  boolean join() {
    for (; ; ) {
      long at = published.get();
      if ((at & RETIRED) != 0) {
        return false;
      }
      if (published.compareAndSet(at, at + 1)) {
        return true;
      }
    }
  }

  // A submit that failed may have had no stack left to take its slots back itself.
  private void repay() {
    if (owed != 0) {
      synchronized (owing) {
        published.addAndGet(-owed);
        owed = 0;
      }
    }
  }

  boolean hasRoom(long slots) {
    return closed() || outstanding.closed() || outstanding() + slots <= grant.cap();
  }

  private long waitForRoom(int slots, long nanos) {
    if (slots > grant.cap()) {
      throw new IllegalArgumentException(
          "tenant "
              + id
              + " may have "
              + grant.cap()
              + " slots outstanding, so that a batch of "
              + slots
              + " never fits; submit smaller ones, or register it with more");
    }
    long start = System.nanoTime();
    boolean interrupted = false;
    try {
      if (nanos > 0 && outstanding.await(room, slots, nanos)) {
        return nanos == Long.MAX_VALUE ? nanos : Math.max(0, nanos - (System.nanoTime() - start));
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    throw new TenantException.Backpressure(id, outstanding(), slots, grant.cap());
  }

  /** Nothing more is published by the tenant. */
  void close() {
    for (long at = published.get(); (at & CLOSED) == 0; at = published.get()) {
      if (published.compareAndSet(at, at | CLOSED)) {
        outstanding.wake();
      }
    }
  }

  /** Retires a closed tenant, unless a slot is outstanding; returns whether this call did it. */
  boolean retire() {
    for (; ; ) {
      repay();
      long at = published.get();
      if ((at & RETIRED) != 0 || (at & COUNT) != seen.get()) {
        return false;
      }
      if (published.compareAndSet(at, at | RETIRED)) {
        return true;
      }
    }
  }

  boolean retired() {
    return (published.get() & RETIRED) != 0;
  }

  private boolean settled() {
    repay();
    return retired() || (published.get() & COUNT) == seen.get();
  }

  /**
   * Waits until no slot is outstanding, or nothing completes any more.
   *
   * @param nanos most nanoseconds to wait; 0 looks once
   * @return whether one of the two holds
   */
  boolean awaitSettled(long nanos) throws InterruptedException {
    return outstanding.await(settled, 0, nanos);
  }

  /** The pump is about to show a completion: who sees it may publish the next slot. */
  void drain() {
    drained.setRelease(drained.getPlain() + 1);
  }

  /** The pump has shown a completion. */
  void show() {
    seen.setRelease(seen.getPlain() + 1);
  }
}
