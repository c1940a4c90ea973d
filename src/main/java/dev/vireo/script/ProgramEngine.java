package dev.vireo.script;

import dev.vireo.gpu.DiskCache;
import dev.vireo.kernel.FusedRunner;
import dev.vireo.kernel.NativeRunner;
import dev.vireo.kernel.ProgramRunner;
import dev.vireo.protocol.DeviceException;
import dev.vireo.spirv.lowering.SpirvProgram;
import dev.vireo.vir0.Program;
import dev.vireo.vir0.ProgramTrapException;
import dev.vireo.vir0.TrapCode;
import dev.vireo.vir0.UnsupportedProgramException;
import dev.vireo.vir0.WorkgroupSize;
import dev.vireo.vir0.bytecode.Bytecode;
import dev.vireo.vir0.bytecode.BytecodeMachine;
import dev.vireo.vir0.eval.ProgramEvaluator;
import dev.vireo.vir0.glsl.ProgramGlsl;
import dev.vireo.vir0.lowering.ProgramLowering;
import dev.vireo.vir0.values.ProgramMemory;
import java.util.List;

/** Runs programs in one of the tiers. One thread at a time. */
public abstract class ProgramEngine implements AutoCloseable {
  private ProgramEngine() {}

  /**
   * Opens a tier.
   *
   * @param device as {@code --device} takes it; the reference needs none
   * @throws DeviceException when there is no such tier or device
   */
  public static ProgramEngine open(ProgramTier tier, String device) {
    return open(tier, device, DiskCache.ofUser());
  }

  /** As above, for programs that do not come again: nothing of compiled ones is kept on disk. */
  public static ProgramEngine openOnce(ProgramTier tier, String device) {
    return open(tier, device, new DiskCache(null));
  }

  private static ProgramEngine open(ProgramTier tier, String device, DiskCache compiled) {
    return switch (tier) {
      case REFERENCE -> new Reference();
      case INTERPRETER -> new Interpreter(ProgramRunner.open(device, false));
      case FUSED -> new Fused(FusedRunner.open(device, false, compiled));
      case COMPILED -> new Native(NativeRunner.open(device, false));
      case AUTO -> new Auto(device, compiled);
    };
  }

  /** Returns the name of the device, or of the reference. */
  public abstract String deviceName();

  /** Says whether results are bit by bit the reference's. */
  public abstract boolean exact();

  /** Makes workgroups run one after the other. */
  public abstract void runInOrder();

  /**
   * Runs a program over a grid, and changes the memory.
   *
   * @param fuel back-edges, or statements on the reference, that all invocations may take together
   * @throws dev.vireo.vir0.Vir0Exception if the program is wrong, not supported, or traps
   */
  public abstract void run(Program program, ProgramMemory memory, WorkgroupSize grid, long fuel);

  /**
   * Runs a shader over a grid, and changes the memory, which is one for its signature.
   *
   * @param fuel back-edges that all invocations may take together
   * @throws dev.vireo.vir0.Vir0Exception if it traps or is not supported
   * @throws DeviceException if the tier has no way to run shaders
   */
  public void run(SpirvProgram shader, ProgramMemory memory, WorkgroupSize grid, long fuel) {
    throw new DeviceException(
        "this tier does not run SPIR-V; use --tier compiled, interpreter or reference");
  }

  @Override
  public abstract void close();

  private static final class Reference extends ProgramEngine {
    @Override
    public String deviceName() {
      return "reference";
    }

    @Override
    public boolean exact() {
      return true;
    }

    @Override
    public void runInOrder() {
      // It always does.
    }

    @Override
    public void run(Program program, ProgramMemory memory, WorkgroupSize grid, long fuel) {
      new ProgramEvaluator(program).run(memory, grid, fuel);
    }

    @Override
    public void run(SpirvProgram shader, ProgramMemory memory, WorkgroupSize grid, long fuel) {
      BytecodeMachine.run(shader.code(), memory, grid, fuel);
    }

    @Override
    public void close() {
      // It holds nothing.
    }
  }

  private static final class Interpreter extends ProgramEngine {
    private final ProgramRunner runner;

    Interpreter(ProgramRunner runner) {
      this.runner = runner;
    }

    @Override
    public String deviceName() {
      return runner.deviceName();
    }

    @Override
    public boolean exact() {
      return false;
    }

    @Override
    public void runInOrder() {
      runner.runInOrder(true);
    }

    @Override
    public void run(Program program, ProgramMemory memory, WorkgroupSize grid, long fuel) {
      Bytecode code = ProgramLowering.lower(program);
      runner.run(code, memory, grid, fuel);
    }

    @Override
    public void run(SpirvProgram shader, ProgramMemory memory, WorkgroupSize grid, long fuel) {
      runner.run(shader.code(), memory, grid, fuel);
    }

    @Override
    public void close() {
      runner.close();
    }
  }

  private static final class Fused extends ProgramEngine {
    private static final long MOST_IN_ORDER = 64; // workgroups, each of which is a dispatch then

    private final FusedRunner runner;
    private boolean inOrder;

    Fused(FusedRunner runner) {
      this.runner = runner;
    }

    @Override
    public String deviceName() {
      return runner.info().name();
    }

    @Override
    public boolean exact() {
      return false;
    }

    @Override
    public void runInOrder() {
      inOrder = true;
    }

    @Override
    public void run(Program program, ProgramMemory memory, WorkgroupSize grid, long fuel) {
      ProgramGlsl glsl = ProgramGlsl.of(program);
      boolean oneByOne = inOrder && glsl.atomics() && grid.volume() <= MOST_IN_ORDER;
      try (FusedRunner.Kernel kernel =
          runner.kernel(List.of(glsl), FusedRunner.arenaWords(memory))) {
        kernel.run(0, memory, grid, fuel, oneByOne ? 1 : Long.MAX_VALUE);
      }
    }

    @Override
    public void close() {
      runner.close();
    }
  }

  private static final class Native extends ProgramEngine {
    private final NativeRunner runner;

    Native(NativeRunner runner) {
      this.runner = runner;
    }

    @Override
    public String deviceName() {
      return runner.info().name();
    }

    @Override
    public boolean exact() {
      return false;
    }

    @Override
    public void runInOrder() {
      // The driver chooses the order.
    }

    @Override
    public void run(Program program, ProgramMemory memory, WorkgroupSize grid, long fuel) {
      throw new DeviceException("this tier runs SPIR-V only; use --tier fused for VIR0");
    }

    @Override
    public void run(SpirvProgram shader, ProgramMemory memory, WorkgroupSize grid, long fuel) {
      runner.run(shader, memory, grid);
    }

    @Override
    public void close() {
      runner.close();
    }
  }

  /** Compiles what can be compiled, and interprets the rest. */
  private static final class Auto extends ProgramEngine {
    private final String device;
    private final DiskCache compiled;
    private Fused fused; // null before it was needed, as are those that follow
    private Native modules;
    private Interpreter interpreter;
    private boolean inOrder;

    Auto(String device, DiskCache compiled) {
      this.device = device;
      this.compiled = compiled;
    }

    @Override
    public String deviceName() {
      return modules != null ? modules.deviceName() : fused().deviceName();
    }

    @Override
    public boolean exact() {
      return false;
    }

    @Override
    public void runInOrder() {
      inOrder = true;
      if (fused != null) {
        fused.runInOrder();
      }
    }

    @Override
    public void run(Program program, ProgramMemory memory, WorkgroupSize grid, long fuel) {
      try {
        fused().run(program, memory, grid, fuel);
      } catch (UnsupportedProgramException refused) {
        interpreter().run(program, memory, grid, fuel);
      } catch (ProgramTrapException trap) {
        if (trap.code() != TrapCode.FUEL) {
          throw trap;
        }
        // Its loops are longer than a dispatch may be; the memory is as before.
        interpreter().run(program, memory, grid, fuel);
      }
    }

    @Override
    public void run(SpirvProgram shader, ProgramMemory memory, WorkgroupSize grid, long fuel) {
      if (modules == null) {
        modules = new Native(NativeRunner.open(device, false));
      }
      try {
        modules.run(shader, memory, grid, fuel);
      } catch (UnsupportedProgramException refused) {
        interpreter().run(shader, memory, grid, fuel);
      }
    }

    private Fused fused() {
      if (fused == null) {
        fused = new Fused(FusedRunner.open(device, false, compiled));
        if (inOrder) {
          fused.runInOrder();
        }
      }
      return fused;
    }

    private Interpreter interpreter() {
      if (interpreter == null) {
        interpreter = new Interpreter(ProgramRunner.open(device, false));
        if (inOrder) {
          interpreter.runInOrder();
        }
      }
      return interpreter;
    }

    @Override
    public void close() {
      if (interpreter != null) {
        interpreter.close();
      }
      if (modules != null) {
        modules.close();
      }
      if (fused != null) {
        fused.close();
      }
    }
  }
}
