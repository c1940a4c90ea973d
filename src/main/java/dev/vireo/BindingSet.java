package dev.vireo;

import dev.vireo.protocol.Slot;
import dev.vireo.runtime.SlotRuntime;

/**
 * A resource for each buffer of a program, and its push constants; see {@link LoadedProgram#bind}.
 * Immutable.
 */
public final class BindingSet implements AutoCloseable {
  private final SlotRuntime runtime;
  private final int opcode;
  private final int id;

  BindingSet(SlotRuntime runtime, int opcode, int id) {
    this.runtime = runtime;
    this.opcode = opcode;
    this.id = id;
  }

  /** Returns its number: argument 0 of a slot. */
  public int id() {
    return id;
  }

  /**
   * Returns a slot that runs the program over a grid.
   *
   * @param x workgroups along axis 0, unsigned; none run if an extent is 0
   * @param y workgroups along axis 1, unsigned
   * @param z workgroups along axis 2, unsigned
   */
  public Slot slot(int x, int y, int z) {
    return Slot.of(opcode, id, x, y, z);
  }

  /**
   * Forgets the set; the resources stay. Slots that name it and have not begun end as FAULT
   * BAD_ARGUMENT. With push constants it waits for the program's run that works with them.
   * Idempotent; closing the program does it as well.
   */
  @Override
  public void close() {
    runtime.programs().unbind(id);
  }
}
