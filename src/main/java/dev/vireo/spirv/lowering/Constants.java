package dev.vireo.spirv.lowering;

import dev.vireo.spirv.ModuleArgumentException;
import dev.vireo.spirv.arithmetic.Computations;
import dev.vireo.spirv.code.Code;
import dev.vireo.spirv.module.Decorations;
import dev.vireo.spirv.module.Instruction;
import dev.vireo.spirv.module.SpirvOp;
import dev.vireo.spirv.values.Type;
import dev.vireo.spirv.values.Types;
import dev.vireo.spirv.values.Value;
import dev.vireo.spirv.values.Values;
import dev.vireo.vir0.values.FloatOps;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The constants of a module, those that a caller specializes among them. */
final class Constants {
  private final Code code;
  private final Types types;
  private final Values values;
  private final Decorations decorations;
  private final Computations computations;
  private final Map<Integer, Long> chosen;
  private final Set<Integer> found = new HashSet<>();

  Constants(
      Code code,
      Types types,
      Values values,
      Decorations decorations,
      Computations computations,
      Map<Integer, Long> chosen) {
    this.code = code;
    this.types = types;
    this.values = values;
    this.decorations = decorations;
    this.computations = computations;
    this.chosen = chosen;
  }

  /** Returns whether the instruction declares a constant, and takes it if so. */
  boolean declare(Instruction own) {
    switch (own.op()) {
      case CONSTANT_TRUE -> scalar(own, 1);
      case CONSTANT_FALSE -> scalar(own, 0);
      case SPEC_CONSTANT_TRUE -> scalar(own, chosen(own, 1) != 0 ? 1 : 0);
      case SPEC_CONSTANT_FALSE -> scalar(own, chosen(own, 0) != 0 ? 1 : 0);
      case CONSTANT -> scalar(own, literal(own));
      case SPEC_CONSTANT -> specialized(own);
      case CONSTANT_NULL, UNDEF -> set(own, zeros(types.of(own)));
      case CONSTANT_COMPOSITE, SPEC_CONSTANT_COMPOSITE -> composite(own);
      case SPEC_CONSTANT_OP -> operation(own);
      default -> {
        return false;
      }
    }
    return true;
  }

  private void specialized(Instruction own) {
    long bits = chosen(own, literal(own));
    boolean number = types.of(own) instanceof Type.Float type && type.bits() == 32;
    scalar(own, number ? FloatOps.canonical((int) bits) : bits);
  }

  private long chosen(Instruction own, long otherwise) {
    int id = decorations.of(own.result(), Decorations.SPEC_ID).orElse(-1);
    found.add(id);
    return chosen.getOrDefault(id, otherwise);
  }

  /** Throws if the caller chose a constant that the module does not have. */
  void checkAllFound() {
    Set<Integer> left = new TreeSet<>(chosen.keySet());
    left.removeAll(found);
    if (!left.isEmpty()) {
      Set<Integer> known = new TreeSet<>(found);
      known.remove(-1);
      throw new ModuleArgumentException(
          "the module has no specialization constants "
              + left
              + "; it has "
              + (known.isEmpty() ? "none" : known));
    }
  }

  private static long literal(Instruction own) {
    long low = Integer.toUnsignedLong(own.word(3));
    return own.length() > 4 ? (long) own.word(4) << 32 | low : low;
  }

  private int[] zeros(Type type) {
    int[] slots = new int[type.slots()];
    Arrays.fill(slots, code.constant(0));
    return slots;
  }

  private void set(Instruction own, int[] slots) {
    values.set(own.result(), types.of(own), slots);
  }

  private void scalar(Instruction own, long bits) {
    Type type = types.of(own);
    if (Type.scalar(type) != type) {
      throw own.malformed("a scalar constant of another type");
    }
    if (type.slots() == 2) {
      set(own, new int[] {code.constant((int) bits), code.constant((int) (bits >>> 32))});
    } else {
      set(own, new int[] {computations.literal(type, (int) bits)});
    }
  }

  private void composite(Instruction own) {
    set(own, computations.construct(own, types.of(own), parts(own)));
  }

  private List<Value> parts(Instruction own) {
    List<Value> parts = new ArrayList<>();
    for (int id : own.rest(3)) {
      parts.add(values.value(own, id));
    }
    return parts;
  }

  private void operation(Instruction own) {
    SpirvOp op = SpirvOp.of(own.word(3));
    int[] words = own.rest(3);
    if (op == null || !op.hasType() || op == SpirvOp.SPEC_CONSTANT_OP) {
      throw own.malformed("operation " + own.word(3) + " on constants");
    }
    int[] whole = new int[words.length + 2];
    whole[0] = whole.length << 16 | op.code();
    whole[1] = own.type();
    whole[2] = own.result();
    System.arraycopy(words, 1, whole, 3, words.length - 1);
    Instruction instruction = new Instruction(op, whole, own.offset(), Instruction.Line.NONE);
    int[] slots = computations.compute(instruction, types.of(own), values);
    if (slots == null || Arrays.stream(slots).anyMatch(slot -> !Code.isConstant(slot))) {
      throw own.unsupported(
          op.spelling() + " on specialization constants", "compute it in a function");
    }
    set(own, slots);
  }

  /** Returns the value of a constant of up to 32 bits. */
  int word(Instruction at, int id) {
    int operand = values.scalar(at, id);
    if (!Code.isConstant(operand)) {
      throw at.malformed("id " + id + " is no constant");
    }
    return code.bits(operand);
  }
}
