package dev.vireo.runtime;

import dev.vireo.protocol.DeviceException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntToLongFunction;
import java.util.function.Supplier;

/**
 * A backend whose device can be replaced by a new one when it is lost. It remembers what the host
 * told the device, because nothing that lies in the memory of a lost device can be relied on.
 */
final class ReplaceableBackend implements SlotBackend {
  private record Known(TenantGrant grant, boolean enabled) {}

  private final Supplier<? extends SlotBackend> again;
  private final int[] control;
  private final Map<Integer, Known> tenants = new TreeMap<>();
  private final List<SlotBackend> replaced = new ArrayList<>();

  /** Held by who uses or changes what is remembered, and while the device is exchanged. */
  private final Lock lock = new ReentrantLock();

  private volatile SlotBackend now;
  private volatile long giveUpAt = Long.MAX_VALUE;

  /**
   * Begins with a device.
   *
   * @param again opens another one, the same as the first
   * @param control the control words at the start
   */
  ReplaceableBackend(SlotBackend first, Supplier<? extends SlotBackend> again, int[] control) {
    this.now = first;
    this.again = again;
    this.control = control.clone();
  }

  @Override
  public void end() {
    now.end();
  }

  @Override
  public void replace(IntToLongFunction completed) {
    SlotBackend next = again.get();
    try {
      lock.lock();
      try {
        next.writeControl(0, control, 0, control.length);
        tenants.forEach((id, known) -> introduce(next, id, known, completed.applyAsLong(id)));
        next.giveUpAt(giveUpAt);
        replaced.add(now);
        now = next;
      } finally {
        lock.unlock();
      }
    } catch (RuntimeException | Error failed) {
      close(next, failed);
      throw failed;
    }
  }

  private static void introduce(SlotBackend to, int id, Known known, long used) {
    TenantGrant grant = known.grant;
    long left =
        grant.quota() == Long.MAX_VALUE ? Long.MAX_VALUE : Math.max(0, grant.quota() - used);
    to.putTenant(
        id,
        new TenantGrant(
            grant.name(),
            grant.wantedId(),
            grant.first(),
            grant.end(),
            grant.opcodes(),
            left,
            grant.cap(),
            grant.fullNanos(),
            grant.programBudget(),
            grant.resourceWords(),
            grant.natives()));
    if (!known.enabled) {
      to.disableTenant(id);
    }
  }

  private static void close(SlotBackend backend, Throwable cause) {
    try {
      backend.close();
    } catch (RuntimeException another) {
      cause.addSuppressed(another);
    }
  }

  @Override
  public void freeReplaced() {
    List<SlotBackend> free = List.copyOf(replaced);
    replaced.clear();
    for (SlotBackend backend : free) {
      if (!backend.abandoned()) {
        try {
          backend.close();
        } catch (DeviceException left) {
          continue; // its objects are left alone
        }
      }
    }
  }

  @Override
  public void close() {
    freeReplaced();
    now.close();
  }

  @Override
  public void writeControl(int first, int[] from, int offset, int count) {
    lock.lock();
    try {
      now.writeControl(first, from, offset, count);
      System.arraycopy(from, offset, control, first, count);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void readControl(int first, int[] into, int offset, int count) {
    lock.lock();
    try {
      now.readControl(first, into, offset, count);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void putTenant(int id, TenantGrant grant) {
    lock.lock();
    try {
      now.putTenant(id, grant);
      tenants.put(id, new Known(grant, true));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void disableTenant(int id) {
    lock.lock();
    try {
      now.disableTenant(id);
      tenants.computeIfPresent(id, (key, known) -> new Known(known.grant, false));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void removeTenant(int id) {
    lock.lock();
    try {
      now.removeTenant(id);
      tenants.remove(id);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public ProgramBackend programs() {
    return now.programs();
  }

  @Override
  public ArenaBackend arena() {
    return now.arena();
  }

  @Override
  public int[] readDebugLog() {
    lock.lock();
    try {
      return now.readDebugLog();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int[] readRing() {
    lock.lock();
    try {
      return now.readRing();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void giveUpAt(long nanoTime) {
    giveUpAt = nanoTime;
    now.giveUpAt(nanoTime);
  }

  @Override
  public String deviceName() {
    return now.deviceName();
  }

  @Override
  public String modeReason() {
    return now.modeReason();
  }

  @Override
  public ByteBuffer ring() {
    return now.ring();
  }

  @Override
  public boolean writeCombined() {
    return now.writeCombined();
  }

  @Override
  public ByteBuffer stamps() {
    return now.stamps();
  }

  @Override
  public boolean helps() {
    return now.helps();
  }

  @Override
  public boolean polls() {
    return now.polls();
  }

  @Override
  public boolean sparesCores() {
    return now.sparesCores();
  }

  @Override
  public ByteBuffer completions() {
    return now.completions();
  }

  @Override
  public void prepare(int builtins) {
    now.prepare(builtins);
  }

  @Override
  public boolean prepared(int builtins) {
    return now.prepared(builtins);
  }

  @Override
  public void start(SliceRequest request) {
    now.start(request);
  }

  @Override
  public boolean ended(boolean wait) {
    return now.ended(wait);
  }

  @Override
  public StuckSliceException giveUp() {
    return now.giveUp();
  }

  @Override
  public void stop() {
    now.stop();
  }

  @Override
  public void finish(SliceReport report) {
    now.finish(report);
  }

  @Override
  public boolean directAccess() {
    return now.directAccess();
  }

  @Override
  public boolean abandoned() {
    return now.abandoned();
  }
}
