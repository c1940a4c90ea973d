package dev.vireo.spirv.arithmetic;

import static dev.vireo.vir0.bytecode.BytecodeOp.*;

import dev.vireo.spirv.code.Code;
import dev.vireo.spirv.module.Instruction;
import dev.vireo.spirv.values.Type;
import dev.vireo.spirv.values.Value;
import dev.vireo.spirv.values.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Composites put together and taken apart, and bits that get another type. */
final class Composites {
  private final Code code;
  private final Arithmetic arithmetic;

  Composites(Code code, Arithmetic arithmetic) {
    this.code = code;
    this.arithmetic = arithmetic;
  }

  /** Returns the result of an instruction; null if it is none of these. */
  int[] compute(Instruction own, Type type, Values values) {
    return switch (own.op()) {
      case COMPOSITE_CONSTRUCT -> construct(own, type, parts(own, values));
      case COMPOSITE_EXTRACT -> extract(own, type, values);
      case COMPOSITE_INSERT -> insert(own, values);
      case VECTOR_SHUFFLE -> shuffle(own, type, values);
      case VECTOR_EXTRACT_DYNAMIC -> extractDynamic(own, type, values);
      case VECTOR_INSERT_DYNAMIC -> insertDynamic(own, values);
      case BITCAST -> bitcast(own, type, values.value(own, own.operand(0)));
      default -> null;
    };
  }

  private static List<Value> parts(Instruction own, Values values) {
    List<Value> parts = new ArrayList<>();
    for (int id : own.rest(3)) {
      parts.add(values.value(own, id));
    }
    return parts;
  }

  int[] construct(Instruction own, Type type, List<Value> parts) {
    int[] slots = new int[type.slots()];
    int next = 0;
    for (Value part : parts) {
      if (next + part.slots().length > slots.length) {
        throw own.malformed("its parts are more than the type has");
      }
      System.arraycopy(part.slots(), 0, slots, next, part.slots().length);
      next += part.slots().length;
    }
    if (next != slots.length) {
      throw own.malformed("its parts are fewer than the type has");
    }
    return slots;
  }

  /** Where a part of a value lies; -1 in an array that was specialized to be shorter. */
  private record Part(Type type, int slot) {}

  private static Part part(Instruction own, Type whole, int from) {
    Type type = whole;
    int slot = 0;
    boolean outside = false;
    for (int index : own.rest(from)) {
      boolean beyond = index < 0 || index >= Type.parts(type);
      outside |= beyond;
      if (beyond && (index < 0 || !(type instanceof Type.Array))) {
        throw own.malformed("index " + index + " names no part");
      }
      if (type instanceof Type.Struct struct) {
        slot += struct.slotOf(index);
        type = struct.members().get(index).type();
      } else {
        type = Type.part(type);
        slot += index * type.slots();
      }
    }
    return new Part(type, outside ? -1 : slot);
  }

  private int[] extract(Instruction own, Type type, Values values) {
    Value whole = values.value(own, own.operand(0));
    Part part = part(own, whole.type(), own.firstOperand() + 1);
    if (part.type().slots() != type.slots()) {
      throw own.malformed("the part has another type than the result");
    }
    if (part.slot() < 0) {
      int[] zeros = new int[type.slots()];
      Arrays.fill(zeros, code.constant(0));
      return zeros;
    }
    return Arrays.copyOfRange(whole.slots(), part.slot(), part.slot() + type.slots());
  }

  private static int[] insert(Instruction own, Values values) {
    int[] object = values.slots(own, own.operand(0));
    Value whole = values.value(own, own.operand(1));
    Part part = part(own, whole.type(), own.firstOperand() + 2);
    if (part.type().slots() != object.length) {
      throw own.malformed("the part has another type than the object");
    }
    int[] slots = whole.slots().clone();
    if (part.slot() >= 0) {
      System.arraycopy(object, 0, slots, part.slot(), object.length);
    }
    return slots;
  }

  private int[] shuffle(Instruction own, Type type, Values values) {
    Value a = values.value(own, own.operand(0));
    Value b = values.value(own, own.operand(1));
    int first = Type.parts(a.type());
    int[] slots = new int[type.slots()];
    int size = slots.length / Math.max(1, Type.parts(type));
    for (int i = 0; i < own.operands() - 2 && size * i < slots.length; i++) {
      int index = own.operand(i + 2);
      if (index == -1) {
        Arrays.fill(slots, size * i, size * (i + 1), code.constant(0));
        continue;
      }
      if (index < 0 || index >= first + Type.parts(b.type())) {
        throw own.malformed("index " + index + " names no component");
      }
      int[] component = index < first ? a.component(index) : b.component(index - first);
      System.arraycopy(component, 0, slots, size * i, size);
    }
    return slots;
  }

  /** Returns a component chosen by a value; the first if there is none of that number. */
  private int[] extractDynamic(Instruction own, Type type, Values values) {
    Value vector = values.value(own, own.operand(0));
    int index = values.scalar(own, own.operand(1));
    int[] result = vector.component(0).clone();
    for (int i = 1; i < Type.parts(vector.type()); i++) {
      int chosen = code.op(EQ, index, code.constant(i));
      int[] component = vector.component(i);
      for (int slot = 0; slot < type.slots(); slot++) {
        result[slot] = code.select(chosen, component[slot], result[slot]);
      }
    }
    return result;
  }

  private int[] insertDynamic(Instruction own, Values values) {
    Value vector = values.value(own, own.operand(0));
    int[] object = values.slots(own, own.operand(1));
    int index = values.scalar(own, own.operand(2));
    int[] slots = vector.slots().clone();
    for (int i = 0; i < slots.length; i++) {
      int chosen = code.op(EQ, index, code.constant(i / object.length));
      slots[i] = code.select(chosen, object[i % object.length], slots[i]);
    }
    return slots;
  }

  private int[] bitcast(Instruction own, Type type, Value from) {
    Type source = Type.scalar(from.type());
    Type target = Type.scalar(type);
    if (source == null || target == null) {
      throw own.unsupported("OpBitcast of a pointer", "use indices");
    }
    int bits = Type.bits(source) * Math.max(1, Type.parts(from.type()));
    if (bits != Type.bits(target) * Math.max(1, Type.parts(type))) {
      throw own.malformed("it changes the number of bits");
    }
    return fromWords(type, target, toWords(source, from.slots()));
  }

  /** Returns the bits, packed into words from the lowest up. */
  private int[] toWords(Type scalar, int[] slots) {
    int bits = Type.bits(scalar);
    if (bits >= 32) {
      return slots;
    }
    int each = 32 / bits;
    int[] words = new int[(slots.length + each - 1) / each];
    Arrays.fill(words, code.constant(0));
    for (int i = 0; i < slots.length; i++) {
      int part =
          scalar instanceof Type.Float
              ? arithmetic.halves().fromFloat(slots[i])
              : arithmetic.integers().extend(slots[i], bits, false);
      int placed = code.op(SHL, part, code.constant(i % each * bits));
      words[i / each] = code.op(OR, words[i / each], placed);
    }
    return words;
  }

  private int[] fromWords(Type type, Type scalar, int[] words) {
    int bits = Type.bits(scalar);
    if (bits >= 32) {
      return scalar instanceof Type.Float ? raw(words) : words;
    }
    int[] slots = new int[type.slots()];
    int each = 32 / bits;
    for (int i = 0; i < slots.length; i++) {
      int part = code.op(SHRU, words[i / each], code.constant(i % each * bits));
      slots[i] =
          scalar instanceof Type.Int integer
              ? arithmetic.integers().extend(part, bits, integer.signed())
              : arithmetic.halves().toFloat(arithmetic.integers().extend(part, bits, false));
    }
    return slots;
  }

  /** Marks them; that it marks the integers too does no harm, as no float operation reads them. */
  private int[] raw(int[] words) {
    Arrays.stream(words).forEach(code::keepRaw);
    return words;
  }
}
