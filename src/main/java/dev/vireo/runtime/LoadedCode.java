package dev.vireo.runtime;

import dev.vireo.protocol.ProgramTier;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** A program that has an opcode. Its identity tells it from others that have the opcode later. */
public final class LoadedCode {
  private static final Logger LOG = System.getLogger(LoadedCode.class.getName());

  private final ProgramCode code;
  private final TenantAccount owner;
  private final int opcode;
  private volatile ProgramTier tier = ProgramTier.INTERPRETER;
  private volatile String tierReason = "it has not worked for long enough to be compiled";

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

  /** Returns the tier of runs that begin now: interpreter, fused or compiled. */
  public ProgramTier tier() {
    return tier;
  }

  /** Returns why, in a clause for people. */
  public String tierReason() {
    return tierReason;
  }

  void setTier(ProgramTier now, String why) {
    tierReason = why;
    tier = now;
  }

  /** Says why a program stays in its tier. */
  void stays(String why) {
    tierReason = why;
  }

  /** Takes notice of a run that is interpreted though the program is compiled. */
  void interpretsSome(String why) {
    String reason = "compiled, but some runs are interpreted: " + why;
    if (!reason.equals(tierReason)) {
      tierReason = reason;
      LOG.log(
          Level.INFO,
          "a run of the program with opcode 0x{0} is interpreted: {1}",
          Integer.toHexString(opcode),
          why);
    }
  }

  /** Returns whether the workers' kernel contains it. */
  public boolean inKernel() {
    return inKernel;
  }

  void setInKernel(boolean now) {
    inKernel = now;
  }
}
