package dev.vireo;

import dev.vireo.protocol.ClosedException;
import dev.vireo.runtime.ArenaRange;
import dev.vireo.runtime.SlotRuntime;
import dev.vireo.runtime.TenantAccount;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A named buffer of 32-bit words on the device, which programs work on: see {@link
 * LoadedProgram#bind}. Zeroed at first, and again when the device was lost and another one opened
 * in its place. The owner's resources are for the owner's programs, a tenant's for that tenant's
 * only; they are given up when the tenant is revoked or quiesced.
 *
 * <p>Safe for use by any number of threads. Reads and writes happen between slices and between a
 * program's dispatches: they cost the end of a slice, some tens of microseconds, and a copy where
 * the host cannot reach the device's memory. A read sees what slots stored whose completion was
 * seen before; what a program that still runs has stored so far, it may see.
 */
public final class Resource implements AutoCloseable {
  private final SlotRuntime runtime;
  private final String name;
  private final int words;
  private final ArenaRange range;
  private boolean closed;

  /** Makes one of a tenant's, or with null of the owner's. */
  Resource(SlotRuntime runtime, @Nullable TenantAccount owner, String name, int words) {
    this.runtime = runtime;
    this.name = Objects.requireNonNull(name, "name");
    if (words < 1) {
      throw new IllegalArgumentException(
          "a resource of " + words + " words; ask for 1 to " + Integer.MAX_VALUE);
    }
    this.words = words;
    this.range = runtime.arena().allocate(words, owner);
  }

  /** Returns the name that it was given; nothing but messages depends on it. */
  public String name() {
    return name;
  }

  /** Returns its length in words. */
  public int words() {
    return words;
  }

  /** Returns all words. */
  public int[] read() {
    int[] all = new int[words];
    read(0, all);
    return all;
  }

  /**
   * Reads words from word {@code first} on, as many as {@code into} holds.
   *
   * @throws IndexOutOfBoundsException when they do not lie in the resource
   * @throws ClosedException when the resource was closed, or given up with its tenant
   */
  public void read(int first, int[] into) {
    check(first, into.length);
    runtime.arena().read(range, first, into, 0, into.length);
  }

  /**
   * Stores words from word {@code first} on. Slots that are submitted afterwards see them.
   *
   * @throws IndexOutOfBoundsException when they do not lie in the resource
   * @throws ClosedException when the resource was closed, or given up with its tenant
   */
  public void write(int first, int... from) {
    check(first, from.length);
    runtime.arena().write(range, first, from, 0, from.length);
  }

  private synchronized void check(int first, int count) {
    if (closed || range.closed()) {
      throw new ClosedException(
          "resource "
              + name
              + (closed ? " is closed" : " was given up with its tenant")
              + "; make another one",
          null);
    }
    if (first < 0 || count > words - first) {
      throw new IndexOutOfBoundsException(
          "words "
              + first
              + " to "
              + ((long) first + count - 1)
              + " of resource "
              + name
              + " of "
              + words);
    }
  }

  ArenaRange range() {
    check(0, 0);
    return range;
  }

  SlotRuntime runtime() {
    return runtime;
  }

  /**
   * Gives the words up, once no program works on them. Slots that have not begun by then and name a
   * binding set with this resource end as FAULT BAD_ARGUMENT. Idempotent.
   */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    runtime.arena().free(range);
  }
}
