package dev.vireo.spirv.lowering;

import static dev.vireo.vir0.bytecode.BytecodeOp.*;

import dev.vireo.spirv.arithmetic.Arithmetic;
import dev.vireo.spirv.arithmetic.Halves;
import dev.vireo.spirv.arithmetic.Integers;
import dev.vireo.spirv.code.Code;
import dev.vireo.spirv.module.Instruction;
import dev.vireo.spirv.values.Memory;
import dev.vireo.spirv.values.Pointer;
import dev.vireo.spirv.values.Type;
import dev.vireo.vir0.bytecode.BytecodeOp;
import java.util.Arrays;

/** Chains into composites, loads and stores, scalar by scalar. */
final class MemoryAccess {
  private static final int WORD = 4;

  /** Where no variable has anything. A constant index may lead there in a branch never taken. */
  private static final int OUTSIDE = 1 << 28;

  private final Code code;
  private final Integers integers;
  private final Halves halves;

  MemoryAccess(Code code, Arithmetic arithmetic) {
    this.code = code;
    this.integers = arithmetic.integers();
    this.halves = arithmetic.halves();
  }

  private int zero() {
    return code.constant(0);
  }

  private static boolean laid(Pointer pointer) {
    return pointer.memory() instanceof Memory.Laid;
  }

  /** Bytes from a slot, or a word of a wide scalar, to the next. */
  private static int step(Pointer pointer) {
    return pointer.memory() instanceof Memory.Slots slots ? WORD * slots.step() : WORD;
  }

  /** Bytes that a scalar takes: in buffers its own, elsewhere those of its slots. */
  private static int size(Pointer pointer, Type scalar) {
    boolean own = laid(pointer) && !(scalar instanceof Type.Bool);
    return own ? Type.bits(scalar) / 8 : step(pointer) * scalar.slots();
  }

  private static int bits(Pointer pointer) {
    return laid(pointer) ? 8 * size(pointer, pointer.type()) : 32 * pointer.type().slots();
  }

  /** Returns a pointer to a part that constants or values choose. */
  Pointer part(Pointer from, int index, Instruction at) {
    Type type = from.type();
    if (type instanceof Type.Struct struct) {
      return member(from, struct, index, at);
    }
    Type part = Type.part(type);
    if (part == null) {
      throw at.malformed("an index into what has no parts");
    }
    Pointer.Lines lines = from.lines();
    if (type instanceof Type.Matrix matrix) {
      int scalar = size(from, matrix.column().component());
      int stride = laid(from) ? lines.stride() : step(from) * matrix.column().slots();
      boolean rows = laid(from) && lines.rowMajor();
      Pointer.Lines own = new Pointer.Lines(0, false, rows ? stride : 0);
      return element(from, part, index, rows ? scalar : stride, own, at);
    }
    return element(from, part, index, stride(from, type), lines, at);
  }

  private Pointer member(Pointer from, Type.Struct struct, int index, Instruction at) {
    boolean inside = Code.isConstant(index) && code.bits(index) >= 0;
    if (!inside || code.bits(index) >= struct.members().size()) {
      throw at.malformed("an index of a struct that names no member");
    }
    Type.Member member = struct.members().get(code.bits(index));
    int offset = laid(from) ? member.offset() : step(from) * struct.slotOf(code.bits(index));
    if (offset < 0) {
      throw at.malformed("a member of a buffer without an offset");
    }
    return from.at(
        member.type(), offset, new Pointer.Lines(member.matrixStride(), member.rowMajor(), 0));
  }

  private static int stride(Pointer from, Type type) {
    if (type instanceof Type.Vector vector) {
      int apart = from.lines().components();
      return apart != 0 ? apart : size(from, vector.component());
    } else if (type instanceof Type.Array array) {
      return laid(from) ? array.stride() : step(from) * array.element().slots();
    }
    return ((Type.RuntimeArray) type).stride();
  }

  private Pointer element(
      Pointer from, Type part, int index, int stride, Pointer.Lines lines, Instruction at) {
    if (Code.isConstant(index)) {
      long fixed = from.fixed() + (long) code.bits(index) * stride;
      if (fixed == (int) fixed && fixed >= 0) {
        return from.at(part, (int) fixed - from.fixed(), lines);
      }
    }
    if (from.memory() instanceof Memory.Registers registers) {
      if (Code.isConstant(index)) {
        return from.at(part, OUTSIDE - from.fixed(), lines);
      }
      if (!registers.stored() && from.type() instanceof Type.Vector vector) {
        return from.choosing(part, component(registers, from, vector.count(), index));
      }
      throw at.unsupported(
          "a computed index into a built-in value", "copy it to a variable of your own");
    }
    Pointer base = from.at(part, 0, lines);
    if (stride % WORD == 0) {
      int step = code.op(MUL, index, code.constant(stride / WORD));
      return base.moved(code.op(ADD, from.words(), step), from.bytes());
    }
    int step = code.op(MUL, index, code.constant(stride));
    return base.moved(from.words(), code.op(ADD, from.bytes(), step));
  }

  /** A component of a built-in value, chosen by a value; the first if there is none such. */
  private Memory.Registers component(
      Memory.Registers registers, Pointer from, int count, int index) {
    int[] operands = registers.operands();
    int first = from.fixed() / WORD;
    int chosen = operands[first];
    for (int i = 1; i < count; i++) {
      int equal = code.op(EQ, index, code.constant(i));
      chosen = code.select(equal, operands[first + i], chosen);
    }
    return new Memory.Registers(new int[] {chosen}, false);
  }

  /**
   * Loads a value.
   *
   * @param raw whether floats stay as they are, to be stored only
   */
  int[] load(Pointer from, boolean raw, Instruction at) {
    int[] slots = new int[from.type().slots()];
    load(from, raw, at, slots, 0);
    return slots;
  }

  private int load(Pointer from, boolean raw, Instruction at, int[] slots, int slot) {
    Type type = from.type();
    if (type.slots() == 0) {
      return slot;
    }
    if (Type.scalar(type) == type) {
      loadScalar(from, raw, slots, slot);
      return slot + type.slots();
    }
    int next = slot;
    for (int i = 0; i < Type.parts(type); i++) {
      next = load(part(from, code.constant(i), at), raw, at, slots, next);
    }
    return next;
  }

  private void loadScalar(Pointer from, boolean raw, int[] slots, int slot) {
    if (from.memory() instanceof Memory.Registers registers) {
      int first = register(registers, from);
      if (first < 0) {
        Arrays.fill(slots, slot, slot + from.type().slots(), zero());
        return;
      }
      for (int i = 0; i < from.type().slots(); i++) {
        // A register may change while the loaded value lives on.
        int source = registers.operands()[first + i];
        slots[slot + i] = source;
        if (registers.stored()) {
          slots[slot + i] = code.register();
          code.move(slots[slot + i], source);
        }
      }
      return;
    }
    int bits = bits(from);
    if (bits >= 32) {
      boolean canonical = from.type() instanceof Type.Float && !raw;
      for (int i = 0; i < bits / 32; i++) {
        slots[slot + i] = loadWord(from, step(from) * i, canonical);
      }
      return;
    }
    int value = loadPart(from, bits);
    slots[slot] =
        from.type() instanceof Type.Int integer
            ? integers.extend(value, bits, integer.signed())
            : halves.toFloat(value);
  }

  /** Returns the number of the first register; -1 if the variable ends before. */
  private static int register(Memory.Registers registers, Pointer pointer) {
    int first = pointer.fixed() / WORD;
    return first + pointer.type().slots() > registers.operands().length ? -1 : first;
  }

  private static int buffer(Pointer pointer) {
    if (pointer.memory() instanceof Memory.Laid laid) {
      return laid.buffer();
    }
    return pointer.memory() instanceof Memory.Table table
        ? table.buffer()
        : ((Memory.Slots) pointer.memory()).buffer();
  }

  /** Returns the part of a word's index that is computed; NONE if there is none. */
  private int moving(Pointer pointer) {
    int moved = code.op(SHRU, pointer.bytes(), code.constant(2));
    int sum = code.op(ADD, pointer.words(), moved);
    return code.is(sum, 0) ? Code.NONE : sum;
  }

  private int loadWord(Pointer from, int more, boolean canonical) {
    int fixed = code.constant((from.fixed() + more) / WORD);
    int moving = moving(from);
    if (from.memory() instanceof Memory.Table table) {
      return loadConstant(table, moving, fixed, canonical);
    }
    int d = code.register();
    if (from.memory() instanceof Memory.Laid laid && laid.coherent() && laid.writable()) {
      int index = moving == Code.NONE ? fixed : code.op(ADD, moving, fixed);
      code.emit(AOR, d, index, zero(), laid.buffer());
      return canonical ? code.op(FNEG, code.op(FNEG, d)) : d;
    }
    boolean shared = !laid(from);
    if (moving == Code.NONE) {
      BytecodeOp op = shared ? canonical ? LDFW : LDW : canonical ? LDF : LD;
      code.emit(op, d, fixed, Code.NONE, buffer(from));
    } else {
      BytecodeOp op = shared ? canonical ? LDXFW : LDXW : canonical ? LDXF : LDX;
      code.emit(op, d, moving, fixed, buffer(from));
    }
    return d;
  }

  private int loadConstant(Memory.Table table, int moving, int fixed, boolean canonical) {
    int place = code.bits(fixed);
    if (moving == Code.NONE) {
      int slot = place < table.slots().length ? table.slots()[place] : zero();
      return canonical ? code.canonical(slot) : slot;
    }
    int d = code.register();
    code.emit(LDT, d, moving, fixed, table.buffer());
    for (int slot : table.slots()) {
      if (canonical && code.canonical(slot) != slot) {
        return code.op(FNEG, code.op(FNEG, d));
      }
    }
    return d;
  }

  /** Returns the byte's number in the buffer. */
  private int byteIndex(Pointer pointer, int more) {
    int words = code.op(SHL, pointer.words(), code.constant(2));
    int sum = code.op(ADD, words, pointer.bytes());
    return code.op(ADD, sum, code.constant(pointer.fixed() + more));
  }

  private int loadPart(Pointer from, int bits) {
    int low = code.register();
    code.emit(LDB, low, byteIndex(from, 0), Code.NONE, buffer(from));
    if (bits == 8) {
      return low;
    }
    int high = code.register();
    code.emit(LDB, high, byteIndex(from, 1), Code.NONE, buffer(from));
    return code.op(OR, low, code.op(SHL, high, code.constant(8)));
  }

  /** Stores a value. */
  void store(Pointer to, int[] slots, Instruction at) {
    if (slots.length != to.type().slots()) {
      throw at.malformed("a value of another type than what it goes to");
    }
    boolean constant =
        to.memory() instanceof Memory.Laid laid
            ? !laid.writable()
            : to.memory() instanceof Memory.Table
                || (to.memory() instanceof Memory.Registers registers && !registers.stored());
    if (constant) {
      throw at.malformed("it stores into what is only read");
    }
    store(to, slots, 0, at);
  }

  private int store(Pointer to, int[] slots, int slot, Instruction at) {
    Type type = to.type();
    if (type.slots() == 0) {
      return slot;
    }
    if (Type.scalar(type) == type) {
      storeScalar(to, Arrays.copyOfRange(slots, slot, slot + type.slots()));
      return slot + type.slots();
    }
    int next = slot;
    for (int i = 0; i < Type.parts(type); i++) {
      next = store(part(to, code.constant(i), at), slots, next, at);
    }
    return next;
  }

  private void storeScalar(Pointer to, int[] slots) {
    if (to.memory() instanceof Memory.Registers registers) {
      int first = register(registers, to);
      for (int i = 0; first >= 0 && i < slots.length; i++) {
        code.move(registers.operands()[first + i], slots[i]);
      }
      return;
    }
    int bits = bits(to);
    if (bits < 32) {
      int value = to.type() instanceof Type.Float ? halves.fromFloat(slots[0]) : slots[0];
      storePart(to, value, bits);
      return;
    }
    for (int i = 0; i < slots.length; i++) {
      storeWord(to, step(to) * i, slots[i]);
    }
  }

  private void storeWord(Pointer to, int more, int value) {
    int fixed = code.constant((to.fixed() + more) / WORD);
    int moving = moving(to);
    if (to.memory() instanceof Memory.Laid laid && laid.coherent()) {
      int index = moving == Code.NONE ? fixed : code.op(ADD, moving, fixed);
      code.emit(AXCHG, code.register(), index, value, laid.buffer());
      return;
    }
    boolean shared = !laid(to);
    if (moving == Code.NONE || Code.isConstant(value)) {
      int index = moving == Code.NONE ? fixed : code.op(ADD, moving, fixed);
      code.emit(shared ? STW : ST, Code.NONE, index, value, buffer(to));
    } else {
      code.emit(shared ? STXW : STX, value, moving, fixed, buffer(to));
    }
  }

  private void storePart(Pointer to, int value, int bits) {
    code.emit(STB, Code.NONE, byteIndex(to, 0), value, buffer(to));
    if (bits == 16) {
      int high = code.op(SHRU, value, code.constant(8));
      code.emit(STB, Code.NONE, byteIndex(to, 1), high, buffer(to));
    }
  }

  /**
   * Returns the number of elements of the runtime array that is a member of what a pointer is to.
   */
  int arrayLength(Pointer block, int member, Instruction at) {
    Pointer array = part(block, code.constant(member), at);
    if (!(array.type() instanceof Type.RuntimeArray type) || type.stride() < 1) {
      throw at.malformed("the length of what is no runtime array");
    }
    int words = code.register();
    code.emit(LEN, words, Code.NONE, Code.NONE, buffer(block));
    if (type.stride() % WORD == 0 && array.fixed() % WORD == 0) {
      int room = code.op(SATSUBU, words, code.constant(array.fixed() / WORD));
      return code.op(DIVU, room, code.constant(type.stride() / WORD));
    }
    int bytes = code.op(SHL, words, code.constant(2));
    int room = code.op(SATSUBU, bytes, code.constant(array.fixed()));
    return code.op(DIVU, room, code.constant(type.stride()));
  }

  /** Where an atomic operation works: buffer and index of the word. */
  record Cell(int buffer, int index, boolean shared) {}

  Cell cell(Pointer pointer, Instruction at) {
    boolean words =
        pointer.memory() instanceof Memory.Laid || pointer.memory() instanceof Memory.Slots;
    if (!words || bits(pointer) != 32) {
      throw at.unsupported(
          at.op().spelling() + " on other than 32 bits of a buffer", "use words of a buffer");
    }
    int fixed = code.constant(pointer.fixed() / WORD);
    int moving = moving(pointer);
    int index = moving == Code.NONE ? fixed : code.op(ADD, moving, fixed);
    return new Cell(buffer(pointer), index, !laid(pointer));
  }
}
