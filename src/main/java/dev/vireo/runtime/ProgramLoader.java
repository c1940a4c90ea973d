package dev.vireo.runtime;

import dev.vireo.kernel.Builtin;
import dev.vireo.protocol.TenantException;
import dev.vireo.vir0.LaunchException;
import java.util.ArrayList;
import java.util.List;

/**
 * Programs from their loading to their unloading, and what they are bound to. Safe for use by any
 * number of threads.
 */
public final class ProgramLoader {
  private final SlotBackend backend;
  private final Partitions partitions;
  private final Publisher publisher; // any partition's: they share the built-ins
  private final Pump pump;
  private final Life life;
  private final Arena arena;
  private final ProgramTable table;
  private final ProgramTiers tiers;
  private final ProgramSlices slices;

  ProgramLoader(
      SlotBackend backend,
      Partitions partitions,
      Pump pump,
      Life life,
      Arena arena,
      ProgramTable table,
      ProgramTiers tiers,
      ProgramSlices slices) {
    this.backend = backend;
    this.partitions = partitions;
    this.publisher = partitions.first().publisher();
    this.pump = pump;
    this.life = life;
    this.arena = arena;
    this.table = table;
    this.tiers = tiers;
    this.slices = slices;
  }

  /**
   * Gives a program an opcode, and compiles it where all are to be.
   *
   * @param owner the tenant whose program it is; null for the owner of the megakernel
   * @throws dev.vireo.vir0.UnsupportedProgramException when the device has no room for its state,
   *     or it is to be compiled and has a construct that cannot be
   * @throws TenantException.Revoked when the tenant was revoked, or quiesces
   */
  public LoadedCode load(ProgramCode code, TenantAccount owner) {
    life.checkOpen();
    if (owner != null) {
      owner.hasPrograms = true;
    }
    if (!backend.programs().reserved(code)) { // else a running slice need not end
      pump.call(() -> backend.programs().reserve(code));
    }
    publisher.need(Builtin.PROGRAMS_BIT);
    LoadedCode loaded = table.add(code, owner);
    try {
      tiers.loaded(loaded);
    } catch (RuntimeException | Error failed) {
      table.remove(loaded);
      throw failed;
    }
    return loaded;
  }

  /** Waits until the slots of a program have completed, and gives its opcode up. */
  public void unload(LoadedCode program) {
    long[] ends = partitions.cursors();
    life.callWhen(
        () -> !slices.open(program.opcode(), ends),
        () -> {
          table.remove(program).forEach(this::releasePush);
          tiers.unloaded(program);
        });
  }

  /**
   * Makes a binding set: a range for each buffer of the program, and push constants.
   *
   * @param ranges for all buffers but push constants
   * @param push as many as the program has
   * @throws LaunchException when one is another tenant's, or they lie too far apart
   * @throws TenantException.Revoked when the program's tenant was revoked, or quiesces
   */
  public int bind(LoadedCode program, List<ArenaRange> ranges, int... push) {
    if (push.length == 0) {
      return bind(new ProgramBinding(program, ranges, null));
    }
    PushWords words = new PushWords(push.clone(), arena.allocate(push.length, program.owner()));
    List<ArenaRange> all = new ArrayList<>(ranges);
    all.add(words.range);
    ProgramBinding binding = new ProgramBinding(program, all, words);
    try {
      return bind(binding);
    } catch (RuntimeException failed) {
      arena.free(words.range);
      throw failed;
    }
  }

  private int bind(ProgramBinding binding) {
    life.checkOpen();
    LoadedCode program = binding.program();
    List<ArenaRange> ranges = binding.areas();
    for (ArenaRange range : ranges) {
      if (range != ArenaRange.NONE && range.owner() != program.owner()) {
        throw new LaunchException(
            "a resource is another tenant's than the program; make it with the same tenant");
      }
    }
    long blockWords = backend.arena().blockWords();
    long blocks =
        ranges.stream()
            .filter(range -> range != ArenaRange.NONE)
            .mapToLong(range -> range.first() / blockWords)
            .distinct()
            .count();
    if (blocks > backend.arena().mostBoundBlocks()) {
      throw new LaunchException(
          String.format(
              "the resources lie in %d blocks of %d words each, and a program binds at most %d on"
                  + " %s; make smaller ones, or those of a program one after the other",
              blocks, blockWords, backend.arena().mostBoundBlocks(), backend.deviceName()));
    }
    if (blocks > 1) {
      pump.call(() -> backend.arena().reserveBlocks());
    }
    return table.bind(binding);
  }

  /** Forgets a binding set; with push constants, once no program works with them. */
  public void unbind(int id) {
    table
        .unbind(id)
        .filter(gone -> gone.push() != null)
        .ifPresent(gone -> arena.free(gone.push().range));
    if (backend.programs().knowsBinding(id) && !life.over()) {
      pump.call(() -> backend.programs().forgetBindings()); // workers that run know it still
    }
  }

  private void releasePush(ProgramBinding gone) {
    if (gone.push() != null) {
      arena.release(gone.push().range);
    }
  }

  /** Gives up what a closed tenant has of programs and resources. */
  void evict(TenantAccount tenant) {
    List<LoadedCode> its = table.removeAll(tenant);
    if (!tenant.hasPrograms || life.over()) {
      return;
    }
    life.callUnlessFailed(
        () -> {
          slices.evict(tenant);
          its.forEach(tiers::unloaded);
          arena.releaseAll(tenant);
        });
  }
}
