package dev.vireo.runtime;

import dev.vireo.kernel.Builtin;
import dev.vireo.protocol.ClosedException;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.PackedLayout;
import dev.vireo.protocol.Priority;
import dev.vireo.protocol.RingFullException;
import dev.vireo.protocol.Slot;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Takes sequences of a partition, or of a ring that has none, and fills their slots; any number of
 * threads. Allocates nothing, unless it fails.
 *
 * <p>A sequence that was taken is always published: when filling fails, as an EMPTY slot, which the
 * device answers without running it.
 */
final class Publisher {
  private static final long CLOSED = 1L << 62;
  private static final int OWNER = 0; // the tenant that owns the megakernel

  private final RingGeometry geometry;
  private final Priority priority; // null where the ring has no partitions
  private final RingWriter writer;
  private final Availability availability;
  private final Outstanding outstanding;
  private final Doorbell doorbell;
  private final TenantLedger tenants;
  private final long fullWaitNanos;
  private final AtomicLong cursor;
  private final AtomicInteger builtins;
  private volatile Runnable kernels = () -> {};
  private volatile String closedBecause = "it is not open";

  Publisher(
      RingGeometry geometry,
      Priority priority,
      RingWriter writer,
      Availability availability,
      Outstanding outstanding,
      Doorbell doorbell,
      TenantLedger tenants,
      AtomicInteger builtins,
      RuntimeSettings settings) {
    this.geometry = geometry;
    this.priority = priority;
    this.writer = writer;
    this.availability = availability;
    this.outstanding = outstanding;
    this.doorbell = doorbell;
    this.tenants = tenants;
    this.fullWaitNanos = settings.fullWaitNanos();
    this.cursor = new AtomicLong(settings.firstSequence());
    this.builtins = builtins;
  }

  /** Sets what makes sure that the running kernel contains {@link #builtins}. */
  void setKernels(Runnable prepare) {
    kernels = prepare;
  }

  /** Returns the next sequence to be taken. */
  long cursor() {
    return cursor.get() & ~CLOSED;
  }

  /** Publishes a slot for {@code tenant}; for null, as the owner, in the name that it bears. */
  long publish(TenantAccount tenant, Slot slot) {
    long sequence = take(tenant, 1);
    int index = geometry.indexOf(sequence);
    boolean filled = false;
    try {
      need(fill(index, tenant, slot));
      filled = true;
    } finally {
      finish(sequence, index, 1, filled);
    }
    return sequence;
  }

  /** Publishes a slot for {@code tenant}; for null, as the owner. */
  long publish(TenantAccount tenant, int opcode, int priority, int arg0, int arg1, int arg2) {
    long sequence = take(tenant, 1);
    int index = geometry.indexOf(sequence);
    boolean filled = false;
    try {
      need(opcode == Opcode.PACKED_SLOT ? packedBits(arg0, arg1, arg2) : Builtin.bitOf(opcode));
      availability.mark(index, opcode == Opcode.BATCH_FENCE);
      writer.write(index, tenant == null ? OWNER : tenant.id(), opcode, priority, arg0, arg1, arg2);
      filled = true;
    } finally {
      finish(sequence, index, 1, filled);
    }
    return sequence;
  }

  /**
   * Publishes consecutive slots, all or none, for {@code tenant}; for null, as the owner. Returns
   * the first one's sequence.
   */
  long publish(TenantAccount tenant, List<Slot> batch) {
    int count = batch.size();
    if (count == 0 || count > geometry.slots()) {
      throw new IllegalArgumentException(
          "a batch has 1 to "
              + geometry.slots()
              + " slots, the length of "
              + place("the ring")
              + "; got "
              + count);
    }
    checkPriorities(batch);
    long first = take(tenant, count);
    int start = geometry.indexOf(first);
    boolean filled = false;
    try {
      int toEnd = Math.min(count, geometry.end() - start);
      int wrapped = geometry.start() - toEnd;
      need(fill(start, tenant, batch, 0, toEnd) | fill(wrapped, tenant, batch, toEnd, count));
      filled = true;
    } finally {
      finish(first, start, count, filled);
    }
    return first;
  }

  // All of a batch lies in one partition, so that its handles follow each other.
  private void checkPriorities(List<Slot> batch) {
    for (int i = 0; priority != null && i < batch.size(); i++) {
      if (batch.get(i).priority() != priority) {
        throw new IllegalArgumentException(
            "slot "
                + i
                + " of a batch is "
                + batch.get(i).priority()
                + ", its first one "
                + priority
                + "; a batch lies in one partition: submit one for each priority");
      }
    }
  }

  private String place(String ring) {
    return priority == null ? ring : "partition " + priority;
  }

  /**
   * Fills slot {@code base + i} with item {@code i}, from {@code first} up to {@code end}; returns
   * the bits of the operations that they need.
   */
  private int fill(int base, TenantAccount tenant, List<Slot> batch, int first, int end) {
    int bits = 0;
    int before = 0; // opcode of the slot before: they often come in rows
    for (int i = first; i < end; i++) {
      Slot slot = batch.get(i);
      int opcode = slot.opcode();
      if (i == first || opcode != before || opcode == Opcode.PACKED_SLOT) {
        bits |= bitsOf(slot);
        before = opcode;
      }
      availability.mark(base + i, opcode == Opcode.BATCH_FENCE);
      write(base + i, tenant, slot);
    }
    return bits;
  }

  private int fill(int index, TenantAccount tenant, Slot slot) {
    availability.mark(index, slot.opcode() == Opcode.BATCH_FENCE);
    write(index, tenant, slot);
    return bitsOf(slot);
  }

  private void write(int index, TenantAccount tenant, Slot slot) {
    if (tenant != null) {
      writer.write(index, tenant.id(), slot);
    } else {
      tenants.join(index, slot.tenant());
      writer.write(index, slot.tenant(), slot);
    }
  }

  // Sequences that were taken are published whatever happened: the ring does not go on without
  // them.
  private void finish(long first, int start, int count, boolean filled) {
    if (!filled) {
      int index = start;
      for (int i = 0; i < count; i++) {
        availability.mark(index, false);
        writer.empty(index);
        index = geometry.next(index);
      }
    }
    writer.drain();
    availability.publish(start, first, count);
    if (writer.stamps()) {
      kernels.run();
      stamp(first, start, count);
    }
    if (count > 1) {
      doorbell.ring(); // for one slot, the pump was woken when its sequence was taken
    }
  }

  // From here on a running kernel may run the slots.
  private void stamp(long first, int start, int count) {
    int toEnd = Math.min(count, geometry.end() - start);
    writer.stamp(start, first, toEnd);
    if (count > toEnd) {
      writer.stamp(geometry.start(), first + toEnd, count - toEnd);
    }
    writer.drain();
  }

  /**
   * Closes publishing; returns the sequence after the last one that was taken. Only the first
   * reason counts.
   */
  long close(String because) {
    for (; ; ) {
      long at = cursor.get();
      if ((at & CLOSED) != 0) {
        return at & ~CLOSED;
      }
      closedBecause = because;
      if (cursor.compareAndSet(at, at | CLOSED)) {
        outstanding.close();
        return at;
      }
    }
  }

  private static int bitsOf(Slot slot) {
    int opcode = slot.opcode();
    return opcode == Opcode.PACKED_SLOT
        ? packedBits(slot.arg(0), slot.arg(1), slot.arg(2))
        : Builtin.bitOf(opcode);
  }

  // The entries of four inner operations end in the third argument word.
  private static int packedBits(int arg0, int arg1, int arg2) {
    int bits = Builtin.PACKED_SLOT.bit();
    int count = Math.min(arg0 & 0xFF, PackedLayout.PACKED_MAX_OPS);
    for (int i = 0; i < count; i++) {
      int at = PackedLayout.PACKED_ENTRY_BYTES * (1 + i);
      int word = at < 4 ? arg0 : at < 8 ? arg1 : arg2;
      int inner = word >>> 8 * (at & 3) & 0xFF;
      bits |= inner < Opcode.FIRST_USER ? Builtin.bitOf(inner) : 0;
    }
    return bits;
  }

  /** Has the kernel contain operations, before a slot that needs them is published. */
  void need(int bits) {
    int known = builtins.get();
    if ((bits & ~known) != 0) {
      builtins.accumulateAndGet(bits, (a, b) -> a | b);
    }
  }

  private long take(TenantAccount tenant, int count) {
    if (tenant == null) {
      return take(count);
    }
    tenant.acquire(count);
    boolean taken = false;
    try {
      long first = take(count);
      // From here on the pump counts them down, whatever happens to them.
      tenants.mark(geometry, geometry.indexOf(first), count, tenant);
      taken = true;
      return first;
    } finally {
      if (!taken) {
        tenant.release(count);
      }
    }
  }

  private long take(int count) {
    for (; ; ) {
      long at = cursor.get();
      if ((at & CLOSED) != 0) {
        throw new ClosedException(
            "nothing can be submitted: " + closedBecause + "; open a new megakernel",
            outstanding.failure());
      }
      if (at + count - outstanding.prefix() > geometry.slots()) {
        waitForRoom(at + count);
      } else if (cursor.compareAndSet(at, at + count)) {
        doorbell.ringAfterCursor();
        return at;
      }
    }
  }

  private void waitForRoom(long end) {
    try {
      boolean room =
          fullWaitNanos > 0 && outstanding.awaitRoom(end - geometry.slots(), fullWaitNanos);
      if (!room) {
        throw full();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw full();
    }
  }

  private RingFullException full() {
    return new RingFullException(
        place("the ring")
            + " is full: "
            + (cursor() - outstanding.prefix())
            + " of "
            + geometry.slots()
            + " slots are outstanding; await some, wait longer, or open a larger ring");
  }
}
