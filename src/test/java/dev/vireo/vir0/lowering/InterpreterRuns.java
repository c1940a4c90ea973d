package dev.vireo.vir0.lowering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.gpu.ValidationLog;
import dev.vireo.kernel.ProgramRunner;
import dev.vireo.vir0.NodePath;
import dev.vireo.vir0.ProgramTrapException;
import dev.vireo.vir0.TrapCode;
import dev.vireo.vir0.UnaryOp;
import dev.vireo.vir0.WorkgroupSize;
import dev.vireo.vir0.bytecode.Bytecode;
import dev.vireo.vir0.values.ProgramMemory;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The interpreter on the device that tests run on. */
public final class InterpreterRuns {
  static final Set<UnaryOp> TRANSCENDENTAL =
      EnumSet.of(
          UnaryOp.SIN,
          UnaryOp.COS,
          UnaryOp.TAN,
          UnaryOp.ASIN,
          UnaryOp.ACOS,
          UnaryOp.ATAN,
          UnaryOp.SINH,
          UnaryOp.COSH,
          UnaryOp.TANH,
          UnaryOp.EXP,
          UnaryOp.EXP2,
          UnaryOp.LOG,
          UnaryOp.LOG2);

  private InterpreterRuns() {}

  public static ProgramRunner open() {
    String name = System.getProperty("vireo.test.device", "");
    assertTrue(!name.isBlank(), "device tests need -Dvireo.test.device=lavapipe or another driver");
    return ProgramRunner.open(name, false);
  }

  /** Closes it, and fails if a validation layer said anything. */
  static void close(ProgramRunner runner) {
    if (runner != null) {
      runner.close();
    }
    List<String> messages = ValidationLog.messages();
    ValidationLog.clear();
    assertEquals(List.of(), messages, "the validation layers are silent");
  }

  /** Says whether an operation takes and gives f32. */
  static boolean onFloats(UnaryOp op) {
    return !op.bitwise() && !op.unpack() && !op.classifies() && op != UnaryOp.LOGICAL_NOT;
  }

  /** Runs bytecode on the device, and says how it ended. */
  static MachineRuns.Result run(
      ProgramRunner runner, Bytecode code, ProgramMemory memory, WorkgroupSize grid, long fuel) {
    try {
      runner.run(code, memory, grid, fuel);
      return new MachineRuns.Result(TrapCode.NONE, NodePath.ROOT, memory.results());
    } catch (ProgramTrapException trap) {
      return new MachineRuns.Result(trap.code(), NodePath.ROOT, memory.results());
    }
  }
}
