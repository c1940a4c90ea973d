package dev.vireo.spirv.lowering;

import dev.vireo.spirv.code.Code;
import dev.vireo.spirv.module.Instruction;
import dev.vireo.spirv.values.Type;
import java.util.Arrays;

/** What changes nothing in a reduction, by its operation. */
final class SubgroupIdentity {
  private SubgroupIdentity() {}

  /** Returns the operands of an identity. */
  static int[] of(Code code, Instruction own, Type type) {
    int bits = Type.bits(type);
    boolean wide = bits == 64;
    long all = wide ? -1 : (1L << bits) - 1;
    long value =
        switch (own.op()) {
          case GROUP_NON_UNIFORM_I_MUL, GROUP_NON_UNIFORM_LOGICAL_AND -> 1;
          case GROUP_NON_UNIFORM_F_MUL -> Float.floatToRawIntBits(1);
          case GROUP_NON_UNIFORM_F_MIN -> Float.floatToRawIntBits(Float.POSITIVE_INFINITY);
          case GROUP_NON_UNIFORM_F_MAX -> Float.floatToRawIntBits(Float.NEGATIVE_INFINITY);
          case GROUP_NON_UNIFORM_BITWISE_AND, GROUP_NON_UNIFORM_U_MIN -> -1;
          case GROUP_NON_UNIFORM_S_MIN -> (1L << bits - 1) - 1;
          case GROUP_NON_UNIFORM_S_MAX -> -1L << bits - 1;
          default -> 0;
        };
    // A narrow number's slot holds it extended by its own type.
    boolean cut = Type.scalar(type) instanceof Type.Int number && !number.signed();
    value = cut ? value & all : value;
    int[] slots = new int[type.slots()];
    Arrays.fill(slots, code.constant((int) value));
    for (int high = 1; wide && high < slots.length; high += 2) {
      slots[high] = code.constant((int) (value >>> 32));
    }
    return slots;
  }
}
