package dev.vireo.runtime;

import dev.vireo.protocol.ProgramTier;

/** A program that has an opcode. Its identity tells it from others that have the opcode later. */
public final class LoadedCode {
  private final ProgramCode code;
  private final TenantAccount owner;
  private final int opcode;
  private volatile ProgramTier tier = ProgramTier.INTERPRETER;

  /** Workers run small grids of it themselves. */
  private volatile boolean inKernel;

  /** It was given up. */
  volatile boolean gone;

  /** Device time in the interpreter; guarded by the pump's turns, as is what follows. */
  long workNanos;

  /** Most loop turns of an invocation on average, of the runs that ended. */
  double turns;

  /** It was or is being compiled, or is not to be. */
  boolean decided;

  /**
   * Gives a program an opcode.
   *
   * @param owner the tenant whose program it is; null for the owner of the megakernel
   */
  LoadedCode(ProgramCode code, TenantAccount owner, int opcode) {
    this.code = code;
    this.owner = owner;
    this.opcode = opcode;
  }

  ProgramCode code() {
    return code;
  }

  /** Returns the tenant whose program it is; null for the owner of the megakernel. */
  TenantAccount owner() {
    return owner;
  }

  /** Returns the opcode that slots run it with. */
  public int opcode() {
    return opcode;
  }

  /** Returns the tier of runs that begin now: interpreter or fused. */
  public ProgramTier tier() {
    return tier;
  }

  void setTier(ProgramTier now) {
    tier = now;
  }

  /** Returns whether the workers' kernel contains it. */
  public boolean inKernel() {
    return inKernel;
  }

  void setInKernel(boolean now) {
    inKernel = now;
  }
}
