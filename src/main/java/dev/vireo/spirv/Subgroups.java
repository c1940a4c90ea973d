package dev.vireo.spirv;

import static dev.vireo.vir0.BytecodeOp.*;

import java.util.Arrays;

/** Operations of a subgroup that has one invocation, number 0. */
final class Subgroups {
  private static final int EXCLUSIVE_SCAN = 2;

  private final Code code;

  Subgroups(Code code) {
    this.code = code;
  }

  /** Returns the result of an instruction; null if it is none of these. */
  int[] compute(Instruction own, Type type, Values values) {
    return switch (own.op()) {
      case GROUP_NON_UNIFORM_ELECT, GROUP_NON_UNIFORM_ALL_EQUAL, SUBGROUP_ALL_EQUAL_KHR ->
          fill(type, code.constant(1));
      case SUBGROUP_ALL_KHR,
          SUBGROUP_ANY_KHR,
          SUBGROUP_FIRST_INVOCATION_KHR,
          SUBGROUP_READ_INVOCATION_KHR ->
          values.slots(own, own.operand(0));
      case GROUP_NON_UNIFORM_ALL,
          GROUP_NON_UNIFORM_ANY,
          GROUP_NON_UNIFORM_BROADCAST,
          GROUP_NON_UNIFORM_BROADCAST_FIRST,
          GROUP_NON_UNIFORM_SHUFFLE,
          GROUP_NON_UNIFORM_SHUFFLE_XOR,
          GROUP_NON_UNIFORM_SHUFFLE_UP,
          GROUP_NON_UNIFORM_SHUFFLE_DOWN,
          GROUP_NON_UNIFORM_ROTATE_KHR ->
          values.slots(own, own.operand(1));
      case GROUP_NON_UNIFORM_QUAD_BROADCAST, GROUP_NON_UNIFORM_QUAD_SWAP ->
          throw new UnsupportedModuleException(
              own,
              own.op().spelling() + " (capability GroupNonUniformQuad)",
              "a subgroup has one invocation; use shared memory");
      case GROUP_NON_UNIFORM_BALLOT -> ballot(values.scalar(own, own.operand(1)));
      case SUBGROUP_BALLOT_KHR -> ballot(values.scalar(own, own.operand(0)));
      case GROUP_NON_UNIFORM_INVERSE_BALLOT -> one(bit(values.slots(own, own.operand(1))));
      case GROUP_NON_UNIFORM_BALLOT_BIT_EXTRACT -> extract(own, values);
      case GROUP_NON_UNIFORM_BALLOT_BIT_COUNT -> count(own, values);
      case GROUP_NON_UNIFORM_BALLOT_FIND_LSB, GROUP_NON_UNIFORM_BALLOT_FIND_MSB ->
          one(code.constant(0));
      default -> reduce(own, type, values);
    };
  }

  private static int[] fill(Type type, int operand) {
    int[] slots = new int[type.slots()];
    Arrays.fill(slots, operand);
    return slots;
  }

  private static int[] one(int operand) {
    return new int[] {operand};
  }

  private int[] ballot(int condition) {
    int zero = code.constant(0);
    return new int[] {condition, zero, zero, zero};
  }

  private int bit(int[] ballot) {
    return code.op(AND, ballot[0], code.constant(1));
  }

  private int[] extract(Instruction own, Values values) {
    int[] ballot = values.slots(own, own.operand(1));
    int index = values.scalar(own, own.operand(2));
    int first = code.op(EQ, index, code.constant(0));
    return one(code.op(AND, bit(ballot), first));
  }

  private int[] count(Instruction own, Values values) {
    int bit = bit(values.slots(own, own.operand(2)));
    return one(own.operand(1) == EXCLUSIVE_SCAN ? code.constant(0) : bit);
  }

  private int[] reduce(Instruction own, Type type, Values values) {
    if (!own.op().operands().equals("trilii*")) {
      return null;
    }
    int[] value = values.slots(own, own.operand(2));
    return own.operand(1) == EXCLUSIVE_SCAN ? identity(own, type) : value;
  }

  /** The exclusive scan of one invocation is what changes nothing. */
  private int[] identity(Instruction own, Type type) {
    int bits = Type.bits(type);
    boolean wide = bits == 64;
    long all = wide ? -1 : (1L << bits) - 1;
    long value =
        switch (own.op()) {
          case GROUP_NON_UNIFORM_I_MUL, GROUP_NON_UNIFORM_LOGICAL_AND -> 1;
          case GROUP_NON_UNIFORM_F_MUL -> Float.floatToRawIntBits(1);
          case GROUP_NON_UNIFORM_F_MIN -> Float.floatToRawIntBits(Float.POSITIVE_INFINITY);
          case GROUP_NON_UNIFORM_F_MAX -> Float.floatToRawIntBits(Float.NEGATIVE_INFINITY);
          case GROUP_NON_UNIFORM_BITWISE_AND -> signed(type) ? -1 : all;
          case GROUP_NON_UNIFORM_U_MIN -> all;
          case GROUP_NON_UNIFORM_S_MIN -> (1L << bits - 1) - 1;
          case GROUP_NON_UNIFORM_S_MAX -> -1L << bits - 1;
          default -> 0;
        };
    int[] slots = fill(type, code.constant((int) value));
    for (int high = 1; wide && high < slots.length; high += 2) {
      slots[high] = code.constant((int) (value >>> 32));
    }
    return slots;
  }

  private static boolean signed(Type type) {
    return Type.scalar(type) instanceof Type.Int integer && integer.signed();
  }
}
