package dev.vireo.vir0.bytecode;

import static dev.vireo.vir0.bytecode.BytecodeOp.*;

import dev.vireo.vir0.ProgramTrapException;
import dev.vireo.vir0.TrapCode;
import dev.vireo.vir0.WorkgroupSize;
import dev.vireo.vir0.values.FloatOps;
import dev.vireo.vir0.values.IntOps;
import dev.vireo.vir0.values.ProgramMemory;
import dev.vireo.vir0.values.Values;
import java.util.Arrays;
import java.util.Random;

/**
 * Runs images of bytecode on the host, word by word as a device would: it knows nothing of the
 * program but its words. Workgroups run one after the other. Images must have been verified. Not
 * thread-safe.
 */
public final class BytecodeMachine {
  private static final int RUNNING = 0;
  private static final int WAITING = 1;
  private static final int ENDED = 2;
  private static final int SUBGROUP = 32;

  private final int[] image;
  private final int[][] buffers;
  private final Random random;
  private final int registers;
  private final int firstBuffer;
  private final int firstConstant;
  private final int firstCode;
  private final int[] size = new int[3];
  private final int[] groups = new int[3];
  private final int lanes;
  private final int[] shared;
  private final int[] arena;
  private final int[] pcs;
  private final int[] states;
  private long fuel;
  private long executed;
  private int wx;
  private int wy;
  private int wz;

  /**
   * How a run ended.
   *
   * @param trap why it stopped; NONE if it came to its end
   * @param pc instruction at which it stopped; -1 at its end
   * @param value the offending value
   */
  public record Outcome(TrapCode trap, int pc, int value) {
    static final Outcome DONE = new Outcome(TrapCode.NONE, -1, 0);
  }

  private static final class Trap extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Outcome outcome;

    Trap(TrapCode code, int pc, int value) {
      super(code + " at " + pc, null, false, false);
      this.outcome = new Outcome(code, pc, value);
    }
  }

  /**
   * Prepares a machine.
   *
   * @param buffers words of the program's buffers, by their numbers in the program
   * @param fuel back-edges that all invocations may take together
   * @param random says after how many instructions invocations are switched; null runs each as far
   *     as it goes
   */
  public BytecodeMachine(int[] image, int[][] buffers, long fuel, Random random) {
    this.image = image;
    this.buffers = buffers;
    this.fuel = fuel;
    this.random = random;
    registers = image[4];
    shared = new int[image[8]];
    System.arraycopy(image, 9, size, 0, 3);
    firstBuffer = image[12];
    firstConstant = image[13];
    firstCode = image[14];
    lanes = size[0] * size[1] * size[2];
    arena = new int[registers * lanes];
    pcs = new int[lanes];
    states = new int[lanes];
  }

  /**
   * Runs bytecode over a grid, and changes the memory. Workgroups, and the invocations of each, run
   * one after the other as far as they go.
   *
   * @param fuel back-edges that all invocations may take together
   * @throws ProgramTrapException if an invocation traps or the fuel is used up; what was stored
   *     before stays
   */
  public static void run(Bytecode code, ProgramMemory memory, WorkgroupSize grid, long fuel) {
    int[] image = code.image();
    BytecodeVerifier.verify(image);
    int[][] buffers = new int[memory.program().buffers().size()][];
    for (int i = 0; i < buffers.length; i++) {
      buffers[i] = new int[memory.bytes(i) / Integer.BYTES];
      int number = i;
      Arrays.setAll(buffers[i], word -> memory.word(number, word));
    }
    Outcome outcome = new BytecodeMachine(image, buffers, fuel, null).run(grid);
    for (int i = 0; i < buffers.length; i++) {
      for (int word = 0; word < buffers[i].length; word++) {
        memory.setWord(i, word, buffers[i][word]);
      }
    }
    if (outcome.trap() != TrapCode.NONE) {
      throw new ProgramTrapException(
          outcome.trap(),
          code.place(outcome.pc()),
          String.format("instruction %d met the value %08X", outcome.pc(), outcome.value()));
    }
  }

  /** Runs the program over a grid of workgroups, and changes the buffers. */
  public Outcome run(WorkgroupSize grid) {
    for (int axis = 0; axis < 3; axis++) {
      groups[axis] = (int) grid.axis(axis);
    }
    try {
      for (wz = 0; wz < grid.z(); wz++) {
        for (wy = 0; wy < grid.y(); wy++) {
          for (wx = 0; wx < grid.x(); wx++) {
            runGroup();
          }
        }
      }
      return Outcome.DONE;
    } catch (Trap trap) {
      return trap.outcome;
    }
  }

  private void runGroup() {
    Arrays.fill(shared, 0, image[3], 0);
    Arrays.fill(pcs, 0);
    Arrays.fill(states, RUNNING);
    // Registers start with garbage: what the verifier proved must hold.
    for (int i = 0; i < arena.length; i++) {
      arena[i] = 0xDEAD_0000 + i;
    }
    do {
      for (int lane = 0; lane < lanes; lane++) {
        int turns = random == null ? Integer.MAX_VALUE : 1 + random.nextInt(20);
        while (states[lane] == RUNNING && turns-- > 0) {
          step(lane);
        }
      }
    } while (release());
  }

  /** Opens barriers that all wait at; says whether some invocation has not ended. */
  private boolean release() {
    int barrier = -1;
    for (int lane = 0; lane < lanes; lane++) {
      if (states[lane] == RUNNING) {
        return true;
      }
    }
    for (int lane = 0; lane < lanes; lane++) {
      if (states[lane] == WAITING) {
        if (barrier >= 0 && pcs[lane] != barrier) {
          throw new Trap(TrapCode.DIVERGENCE, pcs[lane], barrier);
        }
        barrier = pcs[lane];
      }
    }
    for (int lane = 0; lane < lanes; lane++) {
      if (states[lane] == WAITING) {
        states[lane] = RUNNING;
        pcs[lane]++;
      }
    }
    return barrier >= 0;
  }

  private int register(int lane, int number) {
    return arena[number * lanes + lane];
  }

  private int operand(int lane, int operand) {
    return (operand & 0x8000) != 0
        ? image[firstConstant + (operand & 0x7FFF)]
        : register(lane, operand);
  }

  private int field(int lane, int c) {
    return (c & 0x800) != 0 ? image[firstConstant + (c & 0x7FF)] : register(lane, c);
  }

  /** Returns how many instructions were executed so far, by all invocations. */
  public long executed() {
    return executed;
  }

  private void step(int lane) {
    executed++;
    int pc = pcs[lane];
    int word0 = image[firstCode + 2 * pc];
    int word1 = image[firstCode + 2 * pc + 1];
    BytecodeOp op = BytecodeOp.of(word0);
    int d = word0 >>> 8 & 0xFFF;
    int c = word0 >>> 20;
    int target = word0 >>> 8;
    int fieldA = word1 & 0xFFFF;
    int a = op.form().readsA ? operand(lane, fieldA) : fieldA;
    int b = op.form().readsB ? operand(lane, word1 >>> 16) : 0;
    pcs[lane] = pc + 1;
    switch (op.form()) {
      case NONE -> {
        states[lane] = op == END ? ENDED : WAITING;
        pcs[lane] = pc;
      }
      case T -> pcs[lane] = target;
      case BACK_T -> back(lane, pc, target);
      case NEXT -> {
        arena[fieldA * lanes + lane] = a + 1;
        if (Integer.compareUnsigned(a + 1, operand(lane, word1 >>> 16)) < 0) {
          back(lane, pc, target);
        }
      }
      case TRAP -> throw new Trap(TrapCode.values()[fieldA], pc, b);
      case A_T, A_B_T -> {
        if (BytecodeMath.jumps(op, a, b)) {
          pcs[lane] = target;
        }
      }
      case BUF_A_B -> store(op, c, a, b);
      case S_BUF_A_B -> store(op, c, a + b, register(lane, d));
      default -> {
        int third = op.form().readsC ? field(lane, c) : c;
        arena[d * lanes + lane] = value(op, lane, pc, d, fieldA, a, b, third);
      }
    }
  }

  private void back(int lane, int pc, int target) {
    if (fuel-- <= 0) {
      throw new Trap(TrapCode.FUEL, pc, 0);
    }
    pcs[lane] = target;
  }

  private int value(BytecodeOp op, int lane, int pc, int d, int fieldA, int a, int b, int c) {
    return switch (op) {
      case ID -> id(lane, a);
      case LEN -> words(c);
      case LD, LDW -> load(c, a);
      case LDF, LDFW -> FloatOps.canonical(load(c, a));
      case LDX, LDXW -> load(c, a + b);
      case LDT -> table(c, a + b);
      case LDXF, LDXFW -> FloatOps.canonical(load(c, a + b));
      case LDB, LDBW -> load(c, a >>> 2) >>> 8 * (a & 3) & 0xFF;
      case DIVS, MODS -> divide(op, pc, a, b);
      case IDXS -> index(pc, a, a);
      case IDXF -> index(pc, a, Values.index(Values.of(Values.F32_TYPE, a)));
      case SGADD, SGADDF, SGBALLOT, SGSHUF -> subgroup(op, lane, fieldA, b);
      case ACAS, ACASW -> atomic(op, c, a, b, register(lane, d));
      default -> op.atomic() ? atomic(op, c, a, b, 0) : BytecodeMath.compute(op, a, b, c);
    };
  }

  private int id(int lane, int which) {
    int axis = which % 3;
    int local =
        axis == 0
            ? lane % size[0]
            : axis == 1 ? lane / size[0] % size[1] : lane / (size[0] * size[1]);
    int group = axis == 0 ? wx : axis == 1 ? wy : wz;
    return switch (which / 3) {
      case 0 -> group * size[axis] + local;
      case 1 -> group;
      case 2 -> local;
      default -> groups[axis];
    };
  }

  private int index(int pc, int value, long index) {
    if (index < 0) {
      throw new Trap(TrapCode.INDEX, pc, value);
    }
    return (int) index;
  }

  private static int divide(BytecodeOp op, int pc, int a, int b) {
    if (IntOps.undefinedDivision(a, b)) {
      throw new Trap(TrapCode.DIVISION, pc, b);
    }
    return op == DIVS ? a / b : a % b;
  }

  private int entry(int buffer, int word) {
    return image[firstBuffer + 4 * buffer + word];
  }

  private boolean isShared(int buffer) {
    return (entry(buffer, 0) & 1) != 0;
  }

  private int words(int buffer) {
    return isShared(buffer) ? entry(buffer, 2) : buffers[entry(buffer, 3)].length;
  }

  private int load(int buffer, int index) {
    if (Integer.compareUnsigned(index, words(buffer)) >= 0) {
      return 0;
    }
    return isShared(buffer) ? shared[entry(buffer, 1) + index] : buffers[entry(buffer, 3)][index];
  }

  private int table(int buffer, int index) {
    boolean inside = Integer.compareUnsigned(index, entry(buffer, 2)) < 0;
    return inside ? image[firstConstant + entry(buffer, 1) + index] : 0;
  }

  private void set(int buffer, int index, int value) {
    if (Integer.compareUnsigned(index, words(buffer)) < 0) {
      if (isShared(buffer)) {
        shared[entry(buffer, 1) + index] = value;
      } else {
        buffers[entry(buffer, 3)][index] = value;
      }
    }
  }

  private void store(BytecodeOp op, int buffer, int index, int value) {
    if (op != STB && op != STBW) {
      set(buffer, index, value);
      return;
    }
    int shift = 8 * (index & 3);
    int kept = load(buffer, index >>> 2) & ~(0xFF << shift);
    set(buffer, index >>> 2, kept | (value & 0xFF) << shift);
  }

  private int atomic(BytecodeOp op, int buffer, int index, int value, int expected) {
    int old = load(buffer, index);
    boolean inside = Integer.compareUnsigned(index, words(buffer)) < 0;
    if (inside) {
      int next =
          switch (op) {
            case AADD, AADDW -> old + value;
            case AOR, AORW -> old | value;
            case AAND, AANDW -> old & value;
            case AXOR, AXORW -> old ^ value;
            case AMIN, AMINW -> IntOps.minU(old, value);
            case AMAX, AMAXW -> IntOps.maxU(old, value);
            case AXCHG, AXCHGW -> value;
            case ACAS, ACASW -> old == expected ? value : old;
            default -> throw new AssertionError(op);
          };
      set(buffer, index, next);
    }
    return old;
  }

  private int subgroup(BytecodeOp op, int lane, int register, int source) {
    int first = lane / SUBGROUP * SUBGROUP;
    int count = Math.min(SUBGROUP, lanes - first);
    int result = 0;
    for (int i = 0; i < count; i++) {
      int value = states[first + i] == ENDED ? 0 : register(first + i, register);
      result =
          switch (op) {
            case SGADD -> result + value;
            case SGADDF -> FloatOps.add(result, value);
            case SGBALLOT -> result | (value != 0 ? 1 << i : 0);
            default -> i == source ? value : result;
          };
    }
    return result;
  }
}
