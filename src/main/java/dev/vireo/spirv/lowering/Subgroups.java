package dev.vireo.spirv.lowering;

import static dev.vireo.vir0.bytecode.BytecodeOp.*;

import dev.vireo.spirv.UnsupportedModuleException;
import dev.vireo.spirv.code.Code;
import dev.vireo.spirv.module.Instruction;
import dev.vireo.spirv.values.Type;
import dev.vireo.spirv.values.Values;
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
          throw tooFewForQuads(own, 1);
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

  /** Returns what is wrong with quads in subgroups of fewer than four. */
  static UnsupportedModuleException tooFewForQuads(Instruction own, int width) {
    return own.unsupported(
        own.op().spelling() + " (capability GroupNonUniformQuad)",
        "a subgroup has " + width + " invocations; ask for subgroups of 4 or more");
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
    return own.operand(1) == EXCLUSIVE_SCAN ? SubgroupIdentity.of(code, own, type) : value;
  }
}
