package dev.vireo.spirv.lowering;

import static dev.vireo.vir0.bytecode.BytecodeOp.*;

import dev.vireo.spirv.code.Code;
import dev.vireo.spirv.module.Instruction;
import dev.vireo.spirv.module.SpirvOp;
import dev.vireo.spirv.values.Memory;
import dev.vireo.spirv.values.Pointer;
import dev.vireo.spirv.values.Type;
import dev.vireo.spirv.values.Values;
import dev.vireo.vir0.bytecode.BytecodeOp;

/** Atomic operations on words of buffers and of workgroup memory. */
final class Atomics {
  private final Code code;
  private final MemoryAccess memory;

  Atomics(Code code, MemoryAccess memory) {
    this.code = code;
    this.memory = memory;
  }

  /**
   * Lowers an instruction and returns its result; null if it is no atomic.
   *
   * @param type of the result; null if it has none
   */
  int[] compute(Instruction own, Type type, Values values) {
    if (!own.op().atomic()) {
      return null;
    }
    int[] result = words(own, values);
    return type instanceof Type.Float ? new int[] {canonical(result[0])} : result;
  }

  private int[] words(Instruction own, Values values) {
    boolean stores = own.op() == SpirvOp.ATOMIC_STORE;
    Pointer pointer = values.pointer(own, stores ? own.word(1) : own.operand(0));
    MemoryAccess.Cell cell = memory.cell(pointer, own);
    if (stores) {
      emit(AXCHG, cell, values.scalar(own, own.word(4)));
      return new int[0];
    }
    if (own.op() == SpirvOp.ATOMIC_COMPARE_EXCHANGE) {
      int expected = values.scalar(own, own.operand(5));
      return new int[] {swap(cell, expected, values.scalar(own, own.operand(4)))};
    }
    int value = own.operands() > 3 ? values.scalar(own, own.operand(3)) : Code.NONE;
    if (own.op() == SpirvOp.ATOMIC_LOAD) {
      return new int[] {load(pointer, cell)};
    }
    BytecodeOp op = direct(own.op());
    return new int[] {op == null ? looped(own, cell, value) : emit(op, cell, argument(own, value))};
  }

  private static BytecodeOp direct(SpirvOp op) {
    return switch (op) {
      case ATOMIC_EXCHANGE -> AXCHG;
      case ATOMIC_I_INCREMENT, ATOMIC_I_DECREMENT, ATOMIC_I_ADD, ATOMIC_I_SUB -> AADD;
      case ATOMIC_U_MIN -> AMIN;
      case ATOMIC_U_MAX -> AMAX;
      case ATOMIC_AND -> AAND;
      case ATOMIC_OR -> AOR;
      case ATOMIC_XOR -> AXOR;
      default -> null;
    };
  }

  private int argument(Instruction own, int value) {
    return switch (own.op()) {
      case ATOMIC_I_INCREMENT -> code.constant(1);
      case ATOMIC_I_DECREMENT -> code.constant(-1);
      case ATOMIC_I_SUB -> code.op(NEG, value);
      default -> value;
    };
  }

  private int emit(BytecodeOp op, MemoryAccess.Cell cell, int value) {
    int d = code.register();
    code.emit(cell.shared() ? shared(op) : op, d, cell.index(), value, cell.buffer());
    return d;
  }

  private static BytecodeOp shared(BytecodeOp op) {
    return BytecodeOp.valueOf(op.name() + "W");
  }

  /** A plain load of a buffer that is not written is as good, and an atomic one not allowed. */
  private int load(Pointer pointer, MemoryAccess.Cell cell) {
    if (pointer.memory() instanceof Memory.Laid laid && !laid.writable()) {
      int d = code.register();
      code.emit(LD, d, cell.index(), Code.NONE, cell.buffer());
      return d;
    }
    return emit(AOR, cell, code.constant(0));
  }

  private int swap(MemoryAccess.Cell cell, int expected, int value) {
    int d = code.register();
    code.move(d, expected);
    code.emit(cell.shared() ? ACASW : ACAS, d, cell.index(), value, cell.buffer());
    return d;
  }

  /** What has no instruction of its own is tried until nobody came in between. */
  private int looped(Instruction own, MemoryAccess.Cell cell, int value) {
    int old = code.register();
    code.move(old, emit(AOR, cell, code.constant(0)));
    int again = code.label();
    int done = code.label();
    code.beginLoop(again);
    int next = next(own, old, value);
    int seen = swap(cell, old, next);
    code.jump(JEQ, seen, old, done);
    code.move(old, seen);
    code.jump(BACK, Code.NONE, Code.NONE, again);
    code.endLoop();
    code.bind(done);
    return old;
  }

  private int next(Instruction own, int old, int value) {
    return switch (own.op()) {
      case ATOMIC_S_MIN -> code.op(MINS, old, value);
      case ATOMIC_S_MAX -> code.op(MAXS, old, value);
      case ATOMIC_F_ADD_EXT -> code.op(FADD, canonical(old), value);
      case ATOMIC_F_MIN_EXT -> code.op(FMIN, canonical(old), value);
      case ATOMIC_F_MAX_EXT -> code.op(FMAX, canonical(old), value);
      default -> throw own.unsupported(own.op().spelling(), "leave it out");
    };
  }

  private int canonical(int bits) {
    return code.op(FNEG, code.op(FNEG, bits));
  }
}
