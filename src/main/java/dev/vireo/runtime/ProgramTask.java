package dev.vireo.runtime;

import dev.vireo.kernel.ProgramJobs;
import dev.vireo.vir0.TrapCode;
import dev.vireo.vir0.WorkgroupSize;

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

  /** Returns the fuel that it may use of what a slot may. */
  long budget(long ofSlot) {
    TenantAccount owner = program.owner();
    return owner == null ? ofSlot : Math.min(ofSlot, owner.grant().programBudget());
  }

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
}
