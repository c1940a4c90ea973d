package dev.vireo.vir0;

/** Why a program stopped while it ran; the ordinal is the number in bytecode. */
public enum TrapCode {
  /** No trap. */
  NONE("nothing is wrong"),
  /** i32 division or remainder by zero, or of -2^31 by -1. */
  DIVISION("guard the divisor, or divide u32"),
  /** An index that is negative, or no number, or too large for u32. */
  INDEX("cast the index to u32 and guard it"),
  /** A Trap statement. */
  TRAP("the program stops on purpose"),
  /** An async tag that is pending where it must not be, or not pending where it must. */
  ASYNC_TAG("wait once for every copy that was begun"),
  /** Operands whose types at run time have no such operation. */
  TYPE("insert a cast: loads of bool give u32, and operations on i32 give i32"),
  /** Invocations of a workgroup are at different barriers or subgroup operations. */
  DIVERGENCE("move the barrier out of the branch, or make the condition uniform"),
  /** The program used up its fuel. */
  FUEL("raise the fuel, or make the loop shorter");

  private final String remedy;

  TrapCode(String remedy) {
    this.remedy = remedy;
  }

  /** Returns how to keep a program from stopping for this cause. */
  public String remedy() {
    return remedy;
  }
}
