package dev.vireo.kernel;

import dev.vireo.gpu.DeviceInfo;
import dev.vireo.gpu.GpuBuffer;
import dev.vireo.gpu.GpuContext;
import dev.vireo.gpu.MemoryUse;
import dev.vireo.spirv.lowering.SpirvProgram;
import dev.vireo.vir0.LaunchException;
import dev.vireo.vir0.NodePath;
import dev.vireo.vir0.UnsupportedProgramException;
import dev.vireo.vir0.WorkgroupSize;
import dev.vireo.vir0.values.ProgramMemory;
import java.nio.IntBuffer;

/**
 * Runs SPIR-V modules as pipelines on a device of its own, one at a time and each in one dispatch,
 * on memory that it copies to and fro. One thread at a time.
 */
public final class NativeRunner implements AutoCloseable {
  private static final int RESOURCE_ALIGNMENT = 64; // words

  private final GpuContext gpu;
  private final WaitedSubmits submits;
  private final ProgramArena.Plan plan;
  private final ProgramArena arena;

  /** Opens a device, as {@link GpuContext#open} does. */
  public static NativeRunner open(String device, boolean validation) {
    return new NativeRunner(GpuContext.open(device, validation));
  }

  private NativeRunner(GpuContext gpu) {
    this.gpu = gpu;
    this.submits = new WaitedSubmits(gpu);
    this.plan = ProgramArena.Plan.of(gpu.info(), 0);
    this.arena = new ProgramArena(gpu, submits, plan, () -> {});
  }

  /** Returns the device. */
  public DeviceInfo info() {
    return gpu.info();
  }

  /**
   * Compiles a module, runs it over a grid, and changes the memory.
   *
   * @param memory one for the module's signature
   * @throws UnsupportedProgramException naming what the device does not have for it
   * @throws LaunchException if the buffers do not fit
   * @throws dev.vireo.protocol.DeviceException if the device fails
   */
  public void run(SpirvProgram program, ProgramMemory memory, WorkgroupSize grid) {
    int buffers = program.module().bindings().size();
    long[] bases = new long[buffers];
    int[] sizes = new int[buffers];
    long next = 0;
    for (int i = 0; i < buffers; i++) {
      bases[i] = next;
      sizes[i] = Math.max(1, memory.bytes(i) / Integer.BYTES); // Vulkan has no empty buffers
      next += (sizes[i] + RESOURCE_ALIGNMENT - 1L) / RESOURCE_ALIGNMENT * RESOURCE_ALIGNMENT;
    }
    if (next > Math.min(plan.blockWords(), Integer.MAX_VALUE / Integer.BYTES)) {
      throw new LaunchException(
          next + " words of buffers; " + info().name() + " binds " + plan.blockWords());
    }
    int[] push = new int[program.module().pushWords()];
    for (int i = 0; i < push.length; i++) {
      push[i] = memory.word(buffers, i);
    }
    arena.reserve(0, Math.max(1, next));
    WorkgroupSize size = program.signature().workgroupSize();
    try (NativeProgram compiled = new NativeProgram(gpu, program.module(), size)) {
      move(memory, bases, sizes, (int) next, true);
      dispatch(compiled, new ProgramLaunch(bases, sizes, push, grid, Long.MAX_VALUE));
      move(memory, bases, sizes, (int) next, false);
    }
  }

  private void dispatch(NativeProgram compiled, ProgramLaunch launch) {
    if (launch.grid().volume() == 0) {
      return;
    }
    compiled
        .refuses(arena, launch)
        .ifPresent(
            why -> {
              throw new UnsupportedProgramException(
                  why, NodePath.ROOT, "interpret the module, or pass a smaller grid");
            });
    compiled.begin(arena, launch);
    submits.run(compiled.next(arena));
    compiled.took(0);
  }

  private void move(ProgramMemory memory, long[] bases, int[] sizes, int words, boolean up) {
    if (words == 0) {
      return;
    }
    GpuBuffer block = arena.block(0);
    long bytes = 4L * words;
    try (GpuBuffer staging =
        gpu.buffer("staging", bytes, up ? MemoryUse.REQUEST : MemoryUse.ANSWER)) {
      if (!up) {
        submits.copy(block, staging, bytes);
      }
      IntBuffer content = ProgramSeat.words(staging);
      for (int i = 0; i < bases.length; i++) {
        for (int word = 0; word < Math.min(sizes[i], memory.bytes(i) / Integer.BYTES); word++) {
          int at = (int) bases[i] + word;
          if (up) {
            content.put(at, memory.word(i, word));
          } else {
            memory.setWord(i, word, content.get(at));
          }
        }
      }
      if (up) {
        submits.copy(staging, block, bytes);
      }
    }
  }

  @Override
  public void close() {
    gpu.close();
  }
}
