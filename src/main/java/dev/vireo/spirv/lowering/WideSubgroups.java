package dev.vireo.spirv.lowering;

import static dev.vireo.vir0.bytecode.BytecodeOp.*;

import dev.vireo.spirv.arithmetic.Arithmetic;
import dev.vireo.spirv.code.Code;
import dev.vireo.spirv.module.Instruction;
import dev.vireo.spirv.module.SpirvOp;
import dev.vireo.spirv.values.Type;
import dev.vireo.spirv.values.Value;
import dev.vireo.spirv.values.Values;
import dev.vireo.vir0.bytecode.BytecodeOp;
import java.util.List;

/**
 * Operations of a subgroup of several invocations, those that follow each other in the workgroup.
 * Reductions go through the invocations in their order.
 */
final class WideSubgroups {
  /** Group operations. Source: the SPIR-V specification, section 3.28. */
  private static final int INCLUSIVE_SCAN = 1;

  private static final int EXCLUSIVE_SCAN = 2;
  private static final int CLUSTERED_REDUCE = 3;

  private final Code code;
  private final Arithmetic arithmetic;
  private final Constants constants;
  private final Meeting meeting;
  private final int width;

  WideSubgroups(Code code, Arithmetic arithmetic, Constants constants, Meeting meeting) {
    this.code = code;
    this.arithmetic = arithmetic;
    this.constants = constants;
    this.meeting = meeting;
    this.width = meeting.width();
  }

  /** Returns the result of an instruction; null if it is none of these. */
  int[] compute(Instruction own, Type type, Values values) {
    return switch (own.op()) {
      case GROUP_NON_UNIFORM_ELECT ->
          one(code.op(EQ, meeting.lane(), lowest(ballot(own, code.constant(1)))));
      case GROUP_NON_UNIFORM_ALL -> one(all(own, values.scalar(own, own.operand(1))));
      case GROUP_NON_UNIFORM_ANY -> one(any(own, values.scalar(own, own.operand(1))));
      case SUBGROUP_ALL_KHR -> one(all(own, values.scalar(own, own.operand(0))));
      case SUBGROUP_ANY_KHR -> one(any(own, values.scalar(own, own.operand(0))));
      case GROUP_NON_UNIFORM_ALL_EQUAL -> one(equal(own, values.value(own, own.operand(1))));
      case SUBGROUP_ALL_EQUAL_KHR -> one(equal(own, values.value(own, own.operand(0))));
      case GROUP_NON_UNIFORM_BROADCAST_FIRST -> first(own, values.slots(own, own.operand(1)));
      case SUBGROUP_FIRST_INVOCATION_KHR -> first(own, values.slots(own, own.operand(0)));
      case SUBGROUP_READ_INVOCATION_KHR ->
          from(own, values.slots(own, own.operand(0)), values.scalar(own, own.operand(1)));
      case GROUP_NON_UNIFORM_BALLOT -> words(ballot(own, values.scalar(own, own.operand(1))));
      case SUBGROUP_BALLOT_KHR -> words(ballot(own, values.scalar(own, own.operand(0))));
      case GROUP_NON_UNIFORM_INVERSE_BALLOT,
          GROUP_NON_UNIFORM_BALLOT_BIT_EXTRACT,
          GROUP_NON_UNIFORM_BALLOT_BIT_COUNT,
          GROUP_NON_UNIFORM_BALLOT_FIND_LSB,
          GROUP_NON_UNIFORM_BALLOT_FIND_MSB ->
          one(ofBallot(own, values));
      default -> shuffled(own, type, values);
    };
  }

  private int[] shuffled(Instruction own, Type type, Values values) {
    if (own.op().operands().equals("trilii*")) {
      return reduce(own, type, values);
    }
    int source = source(own, values);
    return source == Code.NONE ? null : from(own, values.slots(own, own.operand(1)), source);
  }

  /** Returns the invocation that a value comes from; NONE if the instruction moves none. */
  private int source(Instruction own, Values values) {
    int lane = meeting.lane();
    int by = own.operands() > 2 ? own.operand(2) : 0;
    return switch (own.op()) {
      case GROUP_NON_UNIFORM_BROADCAST, GROUP_NON_UNIFORM_SHUFFLE -> values.scalar(own, by);
      case GROUP_NON_UNIFORM_SHUFFLE_XOR -> code.op(XOR, lane, values.scalar(own, by));
      case GROUP_NON_UNIFORM_SHUFFLE_UP -> code.op(SUB, lane, values.scalar(own, by));
      case GROUP_NON_UNIFORM_SHUFFLE_DOWN -> code.op(ADD, lane, values.scalar(own, by));
      case GROUP_NON_UNIFORM_ROTATE_KHR -> rotated(own, values);
      case GROUP_NON_UNIFORM_QUAD_BROADCAST -> {
        requireQuads(own);
        int within = code.op(AND, values.scalar(own, by), code.constant(3));
        yield code.op(OR, code.op(AND, lane, code.constant(-4)), within);
      }
      // Across, down and diagonally: 0, 1 and 2.
      case GROUP_NON_UNIFORM_QUAD_SWAP -> {
        requireQuads(own);
        yield code.op(XOR, lane, code.op(ADD, values.scalar(own, by), code.constant(1)));
      }
      default -> Code.NONE;
    };
  }

  private void requireQuads(Instruction own) {
    if (width < 4) {
      throw Subgroups.tooFewForQuads(own, width);
    }
  }

  private int rotated(Instruction own, Values values) {
    int cluster = own.operands() > 3 ? cluster(own) : width;
    int lane = meeting.lane();
    int moved = code.op(ADD, lane, values.scalar(own, own.operand(2)));
    int within = code.op(AND, moved, code.constant(cluster - 1));
    return code.op(OR, code.op(AND, lane, code.constant(-cluster)), within);
  }

  /** A cluster may be no larger than the subgroup. */
  private int cluster(Instruction own) {
    int size = constants.word(own, own.operand(3));
    if (size < 1 || Integer.bitCount(size) != 1 || size > width) {
      throw own.unsupported(
          "a cluster of " + size + " invocations in a subgroup of " + width,
          "ask for a wider subgroup");
    }
    return size;
  }

  private static int[] one(int operand) {
    return new int[] {operand};
  }

  private int[] words(int ballot) {
    int zero = code.constant(0);
    return new int[] {ballot, zero, zero, zero};
  }

  private int lowest(int mask) {
    return code.op(CTZ, mask);
  }

  private int all(Instruction own, int condition) {
    int against = ballot(own, code.op(EQ, condition, code.constant(0)));
    return code.op(EQ, against, code.constant(0));
  }

  private int any(Instruction own, int condition) {
    return code.op(NE, ballot(own, condition), code.constant(0));
  }

  /** Returns a bit for each invocation that is present and has a condition. */
  private int ballot(Instruction own, int condition) {
    meeting.begin(own, condition);
    int mask = code.register();
    code.move(mask, code.constant(0));
    meeting.each(
        code.constant(0),
        code.constant(width),
        (lane, place) -> {
          int bit = code.op(SHL, meeting.word(0, place), lane);
          code.move(mask, code.op(OR, mask, bit));
        });
    meeting.end();
    return mask;
  }

  private int equal(Instruction own, Value value) {
    int[] firsts = first(own, value.slots());
    boolean floats = Type.floating(value.type());
    int differs = code.constant(0);
    for (int i = 0; i < firsts.length; i++) {
      int here = code.op(floats ? FNE : NE, value.slots()[i], firsts[i]);
      differs = code.op(OR, differs, here);
    }
    return code.op(EQ, ballot(own, differs), code.constant(0));
  }

  private int[] first(Instruction own, int[] slots) {
    return from(own, slots, lowest(ballot(own, code.constant(1))));
  }

  /** Returns what another invocation of the subgroup has. */
  private int[] from(Instruction own, int[] slots, int lane) {
    meeting.begin(own, slots);
    int place = meeting.place(code.op(AND, lane, code.constant(width - 1)));
    meeting.check(place);
    int[] result = new int[slots.length];
    for (int i = 0; i < slots.length; i++) {
      result[i] = meeting.word(i, place);
      if (code.isRaw(slots[i])) {
        code.keepRaw(result[i]);
      }
    }
    meeting.end();
    return result;
  }

  private int ofBallot(Instruction own, Values values) {
    boolean counts = own.op() == SpirvOp.GROUP_NON_UNIFORM_BALLOT_BIT_COUNT;
    int whole = code.constant((int) ((1L << width) - 1));
    int ballot = code.op(AND, values.slots(own, own.operand(counts ? 2 : 1))[0], whole);
    return switch (own.op()) {
      case GROUP_NON_UNIFORM_INVERSE_BALLOT -> bit(ballot, meeting.lane());
      case GROUP_NON_UNIFORM_BALLOT_BIT_EXTRACT -> {
        int index = values.scalar(own, own.operand(2));
        int inside = code.op(LTU, index, code.constant(width));
        yield code.op(AND, bit(ballot, index), inside);
      }
      case GROUP_NON_UNIFORM_BALLOT_FIND_LSB -> lowest(ballot);
      case GROUP_NON_UNIFORM_BALLOT_FIND_MSB ->
          code.op(SUB, code.constant(31), code.op(CLZ, ballot));
      default -> code.op(POPC, code.op(AND, ballot, below(own.operand(1))));
    };
  }

  private int bit(int ballot, int index) {
    return code.op(AND, code.op(SHRU, ballot, index), code.constant(1));
  }

  /** Returns the mask of the invocations that count, for a reduction or a scan. */
  private int below(int operation) {
    if (operation != INCLUSIVE_SCAN && operation != EXCLUSIVE_SCAN) {
      return code.constant(-1);
    }
    int bit = code.op(SHL, code.constant(1), meeting.lane());
    int lower = code.op(SUB, bit, code.constant(1));
    return operation == INCLUSIVE_SCAN ? code.op(OR, lower, bit) : lower;
  }

  private int[] reduce(Instruction own, Type type, Values values) {
    Value value = values.value(own, own.operand(2));
    int[] identity = SubgroupIdentity.of(code, own, type);
    if (value.slots().length != identity.length) {
      throw own.malformed("its operands do not fit the result");
    }
    int lane = meeting.lane();
    int from = code.constant(0);
    int to = code.constant(width);
    switch (own.operand(1)) {
      case INCLUSIVE_SCAN -> to = code.op(ADD, lane, code.constant(1));
      case EXCLUSIVE_SCAN -> to = lane;
      case CLUSTERED_REDUCE -> {
        int size = cluster(own);
        from = code.op(AND, lane, code.constant(-size));
        to = code.op(ADD, from, code.constant(size));
      }
      default -> {}
    }
    return reduce(own, type, value.slots(), identity, from, to);
  }

  private int[] reduce(Instruction own, Type type, int[] slots, int[] identity, int from, int to) {
    meeting.begin(own, slots);
    int[] result = new int[slots.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = code.register();
      code.move(result[i], identity[i]);
    }
    meeting.each(
        from,
        to,
        (lane, place) -> {
          int[] other = new int[slots.length];
          for (int i = 0; i < other.length; i++) {
            other[i] = meeting.word(i, place);
            if (code.isRaw(slots[i])) {
              code.keepRaw(other[i]);
            }
          }
          int[] next = combined(own, type, result, other);
          for (int i = 0; i < next.length; i++) {
            code.move(result[i], next[i]);
          }
        });
    meeting.end();
    return result;
  }

  private int[] combined(Instruction own, Type type, int[] a, int[] b) {
    return switch (own.op()) {
      case GROUP_NON_UNIFORM_I_ADD -> with(SpirvOp.I_ADD, own, type, a, b);
      case GROUP_NON_UNIFORM_F_ADD -> with(SpirvOp.F_ADD, own, type, a, b);
      case GROUP_NON_UNIFORM_I_MUL -> with(SpirvOp.I_MUL, own, type, a, b);
      case GROUP_NON_UNIFORM_F_MUL -> with(SpirvOp.F_MUL, own, type, a, b);
      case GROUP_NON_UNIFORM_F_MIN -> each(FMIN, a, b);
      case GROUP_NON_UNIFORM_F_MAX -> each(FMAX, a, b);
      case GROUP_NON_UNIFORM_S_MIN -> chosen(SpirvOp.S_LESS_THAN, own, type, a, b);
      case GROUP_NON_UNIFORM_U_MIN -> chosen(SpirvOp.U_LESS_THAN, own, type, a, b);
      case GROUP_NON_UNIFORM_S_MAX -> chosen(SpirvOp.S_GREATER_THAN, own, type, a, b);
      case GROUP_NON_UNIFORM_U_MAX -> chosen(SpirvOp.U_GREATER_THAN, own, type, a, b);
      case GROUP_NON_UNIFORM_BITWISE_AND, GROUP_NON_UNIFORM_LOGICAL_AND -> each(AND, a, b);
      case GROUP_NON_UNIFORM_BITWISE_OR, GROUP_NON_UNIFORM_LOGICAL_OR -> each(OR, a, b);
      case GROUP_NON_UNIFORM_BITWISE_XOR, GROUP_NON_UNIFORM_LOGICAL_XOR -> each(XOR, a, b);
      default -> throw own.unsupported(own.op().spelling(), "use shared memory");
    };
  }

  private int[] each(BytecodeOp op, int[] a, int[] b) {
    int[] result = new int[a.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = code.op(op, a[i], b[i]);
    }
    return result;
  }

  private int[] with(SpirvOp op, Instruction own, Type type, int[] a, int[] b) {
    Instruction same =
        new Instruction(op, new int[] {op.code()}, own.offset(), Instruction.Line.NONE);
    List<Value> operands = List.of(new Value(type, a), new Value(type, b));
    Type result = op.name().endsWith("_THAN") ? truth(type) : type;
    int[] slots = arithmetic.compute(same, result, operands);
    if (slots == null) {
      throw own.malformed("its operands do not fit the result");
    }
    return slots;
  }

  private static Type truth(Type type) {
    Type one = new Type.Bool();
    return type instanceof Type.Vector vector ? new Type.Vector(one, vector.count()) : one;
  }

  /** Chooses, component by component, what comes before the other in an order. */
  private int[] chosen(SpirvOp before, Instruction own, Type type, int[] a, int[] b) {
    int[] first = with(before, own, type, a, b);
    int[] result = new int[a.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = code.select(first[i * first.length / result.length], a[i], b[i]);
    }
    return result;
  }
}
