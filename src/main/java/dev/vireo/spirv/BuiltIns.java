package dev.vireo.spirv;

import static dev.vireo.vir0.BytecodeOp.*;

import dev.vireo.vir0.WorkgroupSize;

/** Values that every invocation is given. Source: the SPIR-V specification, section 3.21. */
final class BuiltIns {
  static final int WORKGROUP_SIZE = 25;

  private static final int WORKGROUP_IDS = 3;
  private static final int LOCAL_IDS = 6;
  private static final int GRID = 9;

  private final Code code;
  private final WorkgroupSize size;

  BuiltIns(Code code, WorkgroupSize size) {
    this.code = code;
    this.size = size;
  }

  /** Reads one into registers; called before all other code. */
  int[] read(Instruction variable, int number) {
    if (number < 0) {
      throw new UnsupportedModuleException(
          variable,
          "an input that is no built-in value",
          "compute shaders have none; leave it out");
    }
    int one = code.constant(1);
    int zero = code.constant(0);
    return switch (number) {
      case 24 -> ids(GRID);
      case 25 -> sizes();
      case 26 -> ids(WORKGROUP_IDS);
      case 27 -> ids(LOCAL_IDS);
      case 28 -> ids(0);
      case 29, 40 -> new int[] {localIndex()};
      case 36 -> new int[] {one};
      case 38 -> new int[] {code.constant((int) size.volume())};
      case 41, 4438 -> new int[] {zero};
      // Masks of lanes equal to this one, at least, beyond, at most, and below it.
      case 4416, 4417, 4419 -> new int[] {one, zero, zero, zero};
      case 4418, 4420 -> new int[] {zero, zero, zero, zero};
      default ->
          throw new UnsupportedModuleException(
              variable, "built-in value " + number, "it is none of compute shaders");
    };
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
