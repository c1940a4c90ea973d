package dev.vireo.spirv.lowering;

import static dev.vireo.vir0.bytecode.BytecodeOp.*;

import dev.vireo.spirv.code.Code;
import dev.vireo.spirv.module.Instruction;
import dev.vireo.vir0.WorkgroupSize;

/** Values that every invocation is given. Source: the SPIR-V specification, section 3.21. */
final class BuiltIns {
  static final int WORKGROUP_SIZE = 25;

  private static final int WORKGROUP_IDS = 3;
  private static final int LOCAL_IDS = 6;
  private static final int GRID = 9;

  private final Code code;
  private final WorkgroupSize size;

  /** Invocations of a subgroup, a power of two. */
  private final int width;

  BuiltIns(Code code, WorkgroupSize size, int width) {
    this.code = code;
    this.size = size;
    this.width = width;
  }

  /** Reads one into registers; called before all other code. */
  int[] read(Instruction variable, int number) {
    if (number < 0) {
      throw variable.unsupported(
          "an input that is no built-in value", "compute shaders have none; leave it out");
    }
    return switch (number) {
      case 24 -> ids(GRID);
      case 25 -> sizes();
      case 26 -> ids(WORKGROUP_IDS);
      case 27 -> ids(LOCAL_IDS);
      case 28 -> ids(0);
      case 29 -> new int[] {localIndex()};
      case 36 -> new int[] {code.constant(width)};
      case 38 -> new int[] {code.constant((int) size.volume() / width)};
      case 40 -> new int[] {code.op(SHRU, localIndex(), code.op(CTZ, code.constant(width)))};
      case 41 -> new int[] {lane()};
      case 4438 -> new int[] {code.constant(0)};
      case 4416, 4417, 4418, 4419, 4420 -> mask(number);
      default ->
          throw variable.unsupported("built-in value " + number, "it is none of compute shaders");
    };
  }

  private int lane() {
    return code.op(AND, localIndex(), code.constant(width - 1));
  }

  /** Masks of lanes equal to this one, at least, beyond, at most, and below it. */
  private int[] mask(int number) {
    int whole = code.constant((int) ((1L << width) - 1));
    int own = code.op(SHL, code.constant(1), lane());
    int below = code.op(SUB, own, code.constant(1));
    int to = code.op(OR, below, own);
    int mask =
        switch (number) {
          case 4416 -> own;
          case 4417 -> code.op(AND, code.op(NOT, below), whole);
          case 4418 -> code.op(AND, code.op(NOT, to), whole);
          case 4419 -> to;
          default -> below;
        };
    int zero = code.constant(0);
    return new int[] {mask, zero, zero, zero};
  }

  private int id(int which) {
    int d = code.register();
    code.emit(ID, d, which, Code.NONE, Code.NONE);
    return d;
  }

  private int[] ids(int first) {
    return new int[] {id(first), id(first + 1), id(first + 2)};
  }

  private int[] sizes() {
    return new int[] {
      code.constant((int) size.x()), code.constant((int) size.y()), code.constant((int) size.z())
    };
  }

  /** Returns the number of the invocation in its workgroup. */
  int localIndex() {
    int index = size.z() == 1 ? code.constant(0) : id(LOCAL_IDS + 2);
    index = code.op(MUL, index, code.constant((int) size.y()));
    index = size.y() == 1 ? index : code.op(ADD, index, id(LOCAL_IDS + 1));
    index = code.op(MUL, index, code.constant((int) size.x()));
    return size.x() == 1 ? index : code.op(ADD, index, id(LOCAL_IDS));
  }
}
