package dev.vireo.runtime;

import java.nio.ByteBuffer;
import java.util.function.IntToLongFunction;

/**
 * What executes slots: a Vulkan device, or the reference in Java. Used by one thread at a time, but
 * for the buffers, which stay valid until {@link #close}.
 */
interface SlotBackend extends AutoCloseable {
  /** Returns the device's name. */
  String deviceName();

  /** Returns why slices are live or not, in a sentence. */
  String modeReason();

  /** Returns the ring, written by producers. Reads may cost a microsecond each. */
  ByteBuffer ring();

  /**
   * Returns whether the ring lies in memory whose stores the CPU combines and drains in any order.
   */
  boolean writeCombined();

  /**
   * Returns the word of the first slot's stamp, which producers write while live slices run; null
   * where no slice is live.
   */
  ByteBuffer stamps();

  /**
   * Returns whether starting a slice takes no longer than a submit, so that a thread with a limited
   * time may do it.
   */
  boolean helps();

  /** Returns whether host threads may spin without taking a core from the device. */
  boolean sparesCores();

  /** Returns whether who waits for the device polls; where that is a processor, it sleeps. */
  default boolean polls() {
    return true;
  }

  /** Returns the completion records, written by the device. */
  ByteBuffer completions();

  /** Makes sure that the kernel contains the operations in the set of {@code Builtin} bits. */
  void prepare(int builtins);

  /** Returns whether the kernel contains these operations already. */
  boolean prepared(int builtins);

  /** Starts a slice; the one before has ended. */
  void start(SliceRequest request);

  /**
   * Returns whether the slice that was started has ended.
   *
   * @param wait whether to wait for that for a while
   */
  boolean ended(boolean wait);

  /**
   * Leaves the device alone, because the slice that runs does not end; from then on it is {@link
   * #abandoned}.
   *
   * @return what to throw, which names the slot to blame
   */
  default StuckSliceException giveUp() {
    return new StuckSliceException(-1, "a slice on " + deviceName() + " did not end");
  }

  /** Asks a live slice to end soon. */
  void stop();

  /** Tells what the slice did that has ended. */
  void finish(SliceReport report);

  /**
   * Returns whether control words can be read and written by any thread, cheaply, while a slice
   * runs.
   */
  boolean directAccess();

  /** Reads {@code count} control words from word {@code first} on. */
  void readControl(int first, int[] into, int offset, int count);

  /** Stores control words from word {@code first} on, visible to the next slice. */
  void writeControl(int first, int[] from, int offset, int count);

  /**
   * Makes a tenant known and enabled, with its quota unused; called by any thread, one at a time,
   * while slices run. None of the id's slots is outstanding.
   */
  void putTenant(int id, TenantGrant grant);

  /** Disables a tenant: its slots that are claimed from now on end as FAULT; called likewise. */
  void disableTenant(int id);

  /** Forgets a tenant, none of whose slots is outstanding; called likewise. */
  void removeTenant(int id);

  /**
   * Returns what executes programs on the device that there is now: where it may be replaced, it is
   * asked for anew each time, and is another one from then on. Any thread.
   */
  ProgramBackend programs();

  /** Returns the words of resources there, likewise. */
  ArenaBackend arena();

  /** Reads the whole debug log. */
  int[] readDebugLog();

  /** Reads the whole ring. */
  int[] readRing();

  /**
   * Gives up at this {@link System#nanoTime} at the latest when a slice does not end; called by any
   * thread.
   */
  void giveUpAt(long nanoTime);

  /** Returns whether a slice did not end, so that the device's objects were left alone. */
  boolean abandoned();

  /**
   * Ends what runs, because the device is given up: from then on nobody writes to its memory, which
   * stays readable. Takes seconds at most, and never throws for what the device does.
   */
  default void end() {}

  /**
   * Goes on with a new device in the place of one that has {@link #end ended}: all words are as at
   * the start, but for those that the host stored since, and tenants are known with what is left of
   * their quotas. The buffers are others; the old ones stay until {@link #freeReplaced}.
   *
   * @param completed slots that have completed, by tenant
   * @throws dev.vireo.protocol.DeviceException when it cannot be opened; then it may be tried again
   */
  default void replace(IntToLongFunction completed) {
    throw new IllegalStateException(deviceName() + " cannot be replaced");
  }

  /** Frees the devices that were replaced: nobody looks at their buffers any more. */
  default void freeReplaced() {}

  @Override
  void close();
}
