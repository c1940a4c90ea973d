package dev.vireo.spirv.code;

import dev.vireo.spirv.module.Instruction;
import dev.vireo.vir0.bytecode.BytecodeOp;

/**
 * An instruction of bytecode that is not written yet, or a mark between instructions. Operands are
 * registers from 0 up and constants from -1 down.
 */
final class Draft {
  /** What it is. */
  enum Kind {
    /** An instruction. */
    CODE,
    /** The place of a label. */
    LABEL,
    /** Begin of a loop, and the place of its label. */
    LOOP,
    /** End of the innermost loop. */
    END_LOOP
  }

  final Kind kind;
  final Instruction place;
  BytecodeOp op;
  int d;
  int a;
  int b;

  /** Third operand, or number of the buffer. */
  int c;

  int label;

  /** The one before that writes the same register, and may be left out as well. */
  Draft before;

  /** Whether it is left out. */
  boolean dropped;

  Draft(Kind kind, BytecodeOp op, int d, int a, int b, int c, int label, Instruction place) {
    this.kind = kind;
    this.op = op;
    this.d = d;
    this.a = a;
    this.b = b;
    this.c = c;
    this.label = label;
    this.place = place;
  }

  /** Says whether it writes register d. */
  boolean writes() {
    return kind == Kind.CODE && !dropped && op.form().writesD();
  }

  /** Says whether nothing is lost without it if nobody reads what it writes. */
  boolean removable() {
    return writes() && op.onlyWrites();
  }

  void drop() {
    dropped = true;
  }
}
