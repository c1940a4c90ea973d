package dev.vireo.runtime;

import dev.vireo.protocol.ClosedException;
import dev.vireo.protocol.DeviceException;
import dev.vireo.protocol.TenantException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The words of resources on the device, by ranges. Safe for use by any number of threads: all state
 * is touched on the pump's turns alone.
 */
public final class Arena {
  /**
   * Resources begin at multiples of 256 bytes, the largest alignment that devices ask for of what
   * is bound by itself.
   */
  private static final long ALIGNMENT_WORDS = 64;

  /** A tenant's resources have this part of the arena, unless it asks for another. */
  private static final int DEFAULT_RESOURCE_SHARE = 8;

  private final SlotBackend backend;
  private final Pump pump;
  private final Life life;
  private final ProgramSlices programs;
  private final WordAllocator gaps;
  private final Set<ArenaRange> ranges = new HashSet<>();

  Arena(SlotBackend backend, Pump pump, Life life, ProgramSlices programs) {
    this.backend = backend;
    this.pump = pump;
    this.life = life;
    this.programs = programs;
    gaps =
        new WordAllocator(
            backend.arena().mostWords(), backend.arena().blockWords(), ALIGNMENT_WORDS);
  }

  /**
   * Makes a range of zeroed words in the words.
   *
   * @param owner the tenant whose it is; null for the owner of the megakernel
   * @throws DeviceException when there is no gap that is long enough
   * @throws TenantException.ResourceBackpressure when the tenant would have too many
   * @throws TenantException.Revoked when the tenant was revoked, or quiesces
   */
  public ArenaRange allocate(int words, TenantAccount owner) {
    life.checkOpen();
    ArenaRange[] range = new ArenaRange[1];
    try {
      pump.call(
          () -> {
            if (range[0] == null) {
              charge(owner, words);
              range[0] = new ArenaRange(allocated(words), words, owner);
              ranges.add(range[0]);
              if (owner != null) {
                owner.resourceWords += words;
              }
            }
            backend.arena().clear(range[0].first(), words);
          });
    } catch (RuntimeException failed) {
      if (range[0] != null && !life.over()) {
        pump.call(() -> release(range[0]));
      }
      throw failed;
    }
    return range[0];
  }

  private void charge(TenantAccount owner, int words) {
    if (owner == null) {
      return;
    }
    if (owner.closed()) {
      throw new TenantException.Revoked(owner.id());
    }
    long cap = owner.grant().resourceWords();
    cap = cap == 0 ? backend.arena().mostWords() / DEFAULT_RESOURCE_SHARE : cap;
    if (words > cap - owner.resourceWords) {
      throw new TenantException.ResourceBackpressure(owner.id(), owner.resourceWords, words, cap);
    }
    owner.hasPrograms = true;
  }

  private long allocated(int words) {
    if (words > backend.arena().blockWords()) {
      throw new DeviceException(
          String.format(
              "a resource of %d words; %s binds at most %d words as one buffer: make smaller ones",
              words, backend.deviceName(), backend.arena().blockWords()));
    }
    long first = gaps.allocate(words);
    if (first < 0) {
      throw new DeviceException(
          String.format(
              "no room for a resource of %d words: %d of %d are free on %s, perhaps in pieces;"
                  + " close resources, or make smaller ones",
              words, gaps.left(), backend.arena().mostWords(), backend.deviceName()));
    }
    return first;
  }

  /** Waits until no program works on a range, and gives its words up. */
  public void free(ArenaRange range) {
    range.close();
    life.callWhen(() -> !programs.uses(range), () -> release(range));
  }

  /**
   * Gives a range up, unless its tenant was revoked meanwhile, and the range with it. On the pump's
   * turn.
   */
  void release(ArenaRange range) {
    range.close();
    backend.programs().forgetBindings();
    if (ranges.remove(range)) {
      gaps.free(range.first());
      if (range.owner() != null) {
        range.owner().resourceWords -= range.words();
      }
    }
  }

  /**
   * Reads words of a range.
   *
   * @throws ClosedException when it was given up
   */
  public void read(ArenaRange range, int first, int[] into, int offset, int count) {
    access(range, () -> backend.arena().read(range.first() + first, into, offset, count));
  }

  /**
   * Stores words into a range, for programs that begin afterwards.
   *
   * @throws ClosedException when it was given up
   */
  public void write(ArenaRange range, int first, int[] from, int offset, int count) {
    access(range, () -> backend.arena().write(range.first() + first, from, offset, count));
  }

  // Checked while nobody gives it up: the words may be another tenant's then.
  private void access(ArenaRange range, Runnable work) {
    life.checkOpen();
    pump.call(
        () -> {
          if (range.closed()) {
            throw new ClosedException("the resource was closed, or its tenant revoked", null);
          }
          work.run();
        });
  }

  /** Gives up what a tenant has. On the pump's turn. */
  void releaseAll(TenantAccount owner) {
    for (ArenaRange range : List.copyOf(ranges)) {
      if (range.owner() == owner) {
        release(range);
      }
    }
  }
}
