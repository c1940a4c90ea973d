package dev.vireo.runtime;

/** A program that has an opcode. Its identity tells it from others that have the opcode later. */
public final class LoadedCode {
  private final ProgramCode code;
  private final TenantAccount owner;
  private final int opcode;

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
}
