package dev.vireo.runtime;

import dev.vireo.kernel.CompiledProgram;
import dev.vireo.kernel.FusedProgram;
import dev.vireo.kernel.ProgramJobs;
import dev.vireo.kernel.ProgramLaunch;
import dev.vireo.vir0.TrapCode;
import dev.vireo.vir0.WorkgroupSize;
import java.util.List;

/** A slot that runs a program. */
final class ProgramTask {
  final LoadedCode program;
  final ProgramCode code;
  final ProgramBinding binding;
  final WorkgroupSize grid;

  /** Ring index of the slot. */
  final int index;

  /** How it runs on a device; null before it has begun. The backend's. */
  ProgramJobs.Job job;

  /** What runs it instead when it is compiled; null otherwise. The backend's. */
  CompiledProgram compiled;

  /** When its dispatch was started, by {@link System#nanoTime}. */
  long startedAt;

  /** Loop turns that its invocations took in the interpreter, in all. */
  long turns;

  TrapCode trap = TrapCode.NONE;
  int pc;

  /** It came to a construct that does not run. */
  boolean unsupported;

  ProgramTask(LoadedCode program, ProgramBinding binding, WorkgroupSize grid, int index) {
    this.program = program;
    this.code = program.code();
    this.binding = binding;
    this.grid = grid;
    this.index = index;
  }

  /** Returns the fuel that it may use of what a slot may. */
  long budget(long ofSlot) {
    TenantAccount owner = program.owner();
    return owner == null ? ofSlot : Math.min(ofSlot, owner.grant().programBudget());
  }

  /**
   * Returns it as compiled programs take it.
   *
   * @param ofSlot fuel that a slot may use
   */
  ProgramLaunch launch(long ofSlot) {
    List<ArenaRange> areas = binding.areas();
    return new ProgramLaunch(
        areas.stream().mapToLong(ArenaRange::first).toArray(),
        areas.stream().mapToInt(ArenaRange::words).toArray(),
        binding.push() == null ? new int[0] : binding.push().words,
        grid,
        budget(ofSlot));
  }

  /** Returns whether its dispatches do nothing, because its grid is empty. */
  boolean idle() {
    return job == null && compiled == null;
  }

  /** Takes notice of how it ended, compiled. */
  void trapped(FusedProgram.Trap met) {
    trap = met.code();
    pc = code.pcOf(met.place());
  }
}
