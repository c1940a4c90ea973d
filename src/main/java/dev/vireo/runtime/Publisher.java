package dev.vireo.runtime;

import dev.vireo.kernel.Builtin;
import dev.vireo.protocol.ClosedException;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.PackedLayout;
import dev.vireo.protocol.Priority;
import dev.vireo.protocol.RingFullException;
import dev.vireo.protocol.Slot;
import dev.vireo.runtime.SubmitSteps.Step;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Takes sequences of a partition, or of a ring that has none, and fills their slots; any number of
 * threads. Allocates nothing, unless it fails.
 *
 * <p>A sequence that was taken is always published, whatever is thrown meanwhile: a
 * StackOverflowError or an OutOfMemoryError can come from every call. What has to be done then must
 * not need a call itself, because there may be no stack left for it: the thread leaves a note, and
 * the pump publishes the slots in its place. They are EMPTY, which the device answers without
 * running them, unless a running kernel may have been shown them already. The error goes on to the
 * caller.
 */
final class Publisher {
  private static final long CLOSED = 1L << 62;
  private static final long HELD = 1L << 61; // nobody takes a sequence for the moment
  private static final long HOLD_NANOS = 50_000; // between two looks whether that is over
  private static final int OWNER = 0; // the tenant that owns the megakernel
  private static final long NONE = -1; // no sequence was taken

  private final RingGeometry geometry;
  private final Priority priority; // null where the ring has no partitions
  private final RingWriter writer;
  private final Availability availability;
  private final Outstanding outstanding;
  private final Doorbell doorbell;
  private final TenantLedger tenants;
  private final SubmitSteps steps;
  private final long fullWaitNanos;
  private final int start;
  private final int slots;
  private final int end;
  private final AtomicLong cursor;
  private final AtomicInteger builtins;
  private volatile boolean broken; // some publisher failed, ever
  private volatile Runnable kernels = () -> {};
  private volatile Runnable takes = () -> {};
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
      RuntimeSettings settings,
      SubmitSteps steps) {
    this.steps = steps;
    this.start = geometry.start();
    this.slots = geometry.slots();
    this.end = geometry.end();
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

  /**
   * Sets what the pump does for producers.
   *
   * @param prepare makes sure that the running kernel contains {@link #builtins}
   * @param take takes what has completed, so that there is room for what comes next
   */
  void setPump(Runnable prepare, Runnable take) {
    kernels = prepare;
    takes = take;
  }

  /** Returns the next sequence to be taken. */
  long cursor() {
    return cursor.get() & ~(CLOSED | HELD);
  }

  /** Returns whether there may be slots whose publisher failed. */
  boolean broken() {
    return broken && outstanding.prefix() < cursor();
  }

  /** Publishes a slot for {@code tenant}; for null, as the owner, in the name that it bears. */
  long publish(TenantAccount tenant, Slot slot) {
    return publish(tenant, slot, 0, 0, 0, 0, 0);
  }

  /** Publishes a slot for {@code tenant}; for null, as the owner. */
  long publish(TenantAccount tenant, int opcode, int priority, int arg0, int arg1, int arg2) {
    return publish(tenant, null, opcode, priority, arg0, arg1, arg2);
  }

  private long publish(
      TenantAccount tenant, Slot slot, int opcode, int priority, int arg0, int arg1, int arg2) {
    int counted = 0;
    long sequence = NONE;
    long note = Availability.BROKEN;
    try {
      if (tenant != null) {
        makeRoom(tenant, 1);
        tenant.acquire(1);
        counted = 1;
        steps.after(Step.COUNTED);
      }
      sequence = take(1);
      steps.after(Step.TAKEN);
      outstanding.began(sequence, 1);
      doorbell.ringAfterCursor();
      steps.after(Step.RUNG);
      int index = geometry.indexOf(sequence);
      own(tenant, index, 1);
      if (slot != null) {
        need(fill(index, tenant, slot));
      } else {
        availability.mark(index, opcode);
        writer.write(
            index, tenant == null ? OWNER : tenant.id(), opcode, priority, arg0, arg1, arg2);
        steps.after(Step.FILLED);
        need(opcode == Opcode.PACKED_SLOT ? packedBits(arg0, arg1, arg2) : Builtin.bitOf(opcode));
      }
      drain();
      if (writer.stamps()) {
        note = Availability.BROKEN_STAMPED;
        stamp(sequence, index, 1);
        steps.after(Step.STAMPED);
      }
      availability.publish(index, sequence, 1);
      note = 0;
      steps.after(Step.PUBLISHED);
      return sequence;
    } finally {
      // No call, see above; nor a catch, whose class is looked up by calls when it is first needed.
      if (sequence != NONE && note != 0) {
        broken = true; // a full fence: the slot's bytes are in memory before the pump's come there
        int index = start + (int) (sequence % slots);
        if (tenant != null) {
          tenants.byIndex[index] = tenant;
        }
        availability.runs[index] = 1;
        availability.words[index] = sequence | note;
        broken = true;
      } else if (sequence == NONE && counted != 0) {
        synchronized (tenant.owing) {
          tenant.owed += counted;
        }
      }
    }
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
    int counted = 0;
    long first = NONE;
    long note = Availability.BROKEN;
    try {
      if (tenant != null) {
        makeRoom(tenant, count);
        tenant.acquire(count);
        counted = count;
        steps.after(Step.COUNTED);
      }
      first = take(count);
      steps.after(Step.TAKEN);
      outstanding.began(first, count);
      doorbell.ringAfterCursor();
      steps.after(Step.RUNG);
      int index = geometry.indexOf(first);
      own(tenant, index, count);
      int toEnd = Math.min(count, end - index);
      int wrapped = start - toEnd;
      need(fill(index, tenant, batch, 0, toEnd) | fill(wrapped, tenant, batch, toEnd, count));
      drain();
      if (writer.stamps()) {
        note = Availability.BROKEN_STAMPED;
        stamp(first, index, count);
        steps.after(Step.STAMPED);
      }
      availability.publish(index, first, count);
      note = 0;
      steps.after(Step.PUBLISHED);
      if (count > 1) {
        doorbell.ring(); // for one slot, the pump was woken when its sequence was taken
        steps.after(Step.RUNG_AGAIN);
      }
      return first;
    } finally {
      // No call, see above; nor a catch, whose class is looked up by calls when it is first needed.
      if (first != NONE && note != 0) {
        broken = true;
        int index = start + (int) (first % slots);
        if (tenant != null) {
          for (int i = 0, at = index; i < count; i++) {
            tenants.byIndex[at] = tenant;
            at = at + 1 == end ? start : at + 1;
          }
        }
        availability.runs[index] = count;
        availability.words[index] = first | note;
        broken = true;
      } else if (first == NONE && counted != 0) {
        synchronized (tenant.owing) {
          tenant.owed += counted;
        }
      }
    }
  }

  // Whoever saw a completion may count on its room.
  private void makeRoom(TenantAccount tenant, int count) {
    if (!tenant.hasRoom(count)) {
      takes.run();
    }
  }

  // From here on the pump counts a tenant's slots down, whatever happens to them.
  private void own(TenantAccount tenant, int index, int count) {
    if (tenant != null) {
      tenants.mark(geometry, index, count, tenant);
    }
    steps.after(Step.MARKED);
  }

  private void drain() {
    steps.after(Step.NEEDED);
    writer.drain();
    steps.after(Step.DRAINED);
    if (writer.stamps()) {
      kernels.run();
      steps.after(Step.PREPARED);
    }
  }

  /**
   * Publishes slots whose publisher failed; the pump only.
   *
   * @param index of the first sequence that is not published
   * @return how many slots were published; 0 when their publisher is merely not ready
   */
  int publishBroken(int index, long sequence) {
    int count = broken ? availability.broken(index, sequence) : 0;
    if (count == 0) {
      return 0;
    }
    if (!availability.brokenAfterStamp(index)) {
      int at = index;
      for (int i = 0; i < count; i++) {
        availability.mark(at, Opcode.NOP);
        writer.empty(at);
        at = geometry.next(at);
      }
    }
    writer.drain();
    if (writer.stamps()) {
      stamp(sequence, index, count);
    }
    availability.publish(index, sequence, count);
    return count;
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
      availability.mark(base + i, opcode);
      write(base + i, tenant, slot);
      steps.after(Step.FILLED);
    }
    return bits;
  }

  private int fill(int index, TenantAccount tenant, Slot slot) {
    availability.mark(index, slot.opcode());
    write(index, tenant, slot);
    steps.after(Step.FILLED);
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

  // From here on a running kernel may run the slots.
  private void stamp(long first, int index, int count) {
    int toEnd = Math.min(count, end - index);
    writer.stamp(index, first, toEnd);
    if (count > toEnd) {
      writer.stamp(start, first + toEnd, count - toEnd);
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
        return at & ~(CLOSED | HELD);
      }
      closedBecause = because;
      if (cursor.compareAndSet(at, at | CLOSED)) {
        outstanding.close();
        return at & ~HELD;
      }
    }
  }

  /** Lets nobody take a sequence; what was taken is still published. */
  void hold() {
    for (long at = cursor.get(); !cursor.compareAndSet(at, at | HELD); at = cursor.get()) {
      Thread.onSpinWait();
    }
  }

  /** Ends {@link #hold}. */
  void release() {
    for (long at = cursor.get(); !cursor.compareAndSet(at, at & ~HELD); at = cursor.get()) {
      Thread.onSpinWait();
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

  private long take(int count) {
    for (; ; ) {
      long at = cursor.get();
      if ((at & CLOSED) != 0) {
        throw new ClosedException(
            "nothing can be submitted: " + closedBecause + "; open a new megakernel",
            outstanding.failure());
      }
      if ((at & HELD) != 0) {
        LockSupport.parkNanos(this, HOLD_NANOS);
      } else if (at + count - outstanding.prefix() > geometry.slots()) {
        waitForRoom(at + count);
      } else if (cursor.compareAndSet(at, at + count)) {
        return at; // nothing may fail between here and the caller's try
      }
    }
  }

  private void waitForRoom(long end) {
    if (fullWaitNanos == 0) {
      takes.run();
      if (end - outstanding.prefix() <= geometry.slots()) {
        return;
      }
    }
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
