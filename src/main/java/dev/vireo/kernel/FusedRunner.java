package dev.vireo.kernel;

import dev.vireo.gpu.DeviceInfo;
import dev.vireo.gpu.DiskCache;
import dev.vireo.gpu.GpuBuffer;
import dev.vireo.gpu.GpuContext;
import dev.vireo.gpu.MemoryUse;
import dev.vireo.gpu.RecordedCommands;
import dev.vireo.gpu.ShaderCompiler;
import dev.vireo.gpu.SubmitFence;
import dev.vireo.gpu.probe.DeviceTraits;
import dev.vireo.protocol.DeviceException;
import dev.vireo.vir0.BufferAccess;
import dev.vireo.vir0.BufferDecl;
import dev.vireo.vir0.LaunchException;
import dev.vireo.vir0.ProgramTrapException;
import dev.vireo.vir0.TrapCode;
import dev.vireo.vir0.WorkgroupSize;
import dev.vireo.vir0.glsl.ProgramGlsl;
import dev.vireo.vir0.values.ProgramMemory;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs compiled programs on a device, one at a time. A kernel holds several programs, because a
 * kernel costs more than a program. One thread at a time.
 */
public final class FusedRunner implements AutoCloseable {
  /** Longest wait for one dispatch; the first one may include a driver's compilation. */
  private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(120);

  /** Words; drivers want bindings to begin at multiples of up to 256 bytes. */
  private static final int RESOURCE_ALIGNMENT = 64;

  /** Workgroups of the first dispatch of a program whose loops may be long. */
  private static final long FIRST_GROUPS = 16;

  /** Such dispatches get more workgroups below the one time, and fewer above the other. */
  private static final long SHORT_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private static final long LONG_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final GpuContext gpu;
  private final ShaderCompiler compiler;
  private final SubmitFence fence;
  private final FusedPace pace;

  /** Opens a device, as {@link GpuContext#open} does. */
  public static FusedRunner open(String device, boolean validation) {
    return open(device, validation, DiskCache.ofUser());
  }

  /** As above, with a cache for what is compiled. */
  public static FusedRunner open(String device, boolean validation, DiskCache cache) {
    GpuContext gpu = GpuContext.open(device, validation, cache);
    try {
      ShaderCompiler compiler = new ShaderCompiler(cache);
      FlushCheck.run(gpu, compiler);
      return new FusedRunner(gpu, compiler);
    } catch (RuntimeException | Error failure) {
      gpu.close();
      throw failure;
    }
  }

  private FusedRunner(GpuContext gpu, ShaderCompiler compiler) {
    this.gpu = gpu;
    this.compiler = compiler;
    this.fence = gpu.fence();
    DeviceInfo info = gpu.info();
    this.pace =
        new FusedPace(info.subgroupSize(), () -> DeviceTraits.of(info).verdict().sliceTurns());
  }

  /** Returns the device. */
  public DeviceInfo info() {
    return gpu.info();
  }

  /** A kernel of programs of one workgroup size, with an arena; close it before the runner. */
  public final class Kernel implements AutoCloseable {
    private final List<ProgramGlsl> programs;
    private final GpuBuffer arena;
    private FusedKernel kernel;

    private Kernel(List<ProgramGlsl> programs, long arenaWords, FusedKernel.Code code) {
      this.programs = programs;
      arena = gpu.buffer("fused arena", 4 * Math.max(1, arenaWords), MemoryUse.ANSWER);
      kernel = new FusedKernel(gpu, programs, code, arena);
    }

    /**
     * Runs a program over a grid and changes the memory. When it throws, the memory is as before.
     *
     * @param number the program's place in the kernel
     * @param fuel loop turns that an invocation may take; fewer where the device allows no more
     * @param atOnce most workgroups of a dispatch; with 1 they run in the reference's order
     * @throws ProgramTrapException if an invocation traps or its fuel is used up
     * @throws LaunchException if the buffers do not fit into the arena
     * @throws DeviceException if the device fails
     */
    public void run(int number, ProgramMemory memory, WorkgroupSize grid, long fuel, long atOnce) {
      ProgramGlsl program = programs.get(number);
      long[] bases = bases(memory);
      if (4 * bases[bases.length - 1] > arena.bytes()) {
        throw new LaunchException(
            bases[bases.length - 1] + " words of buffers in an arena of " + arena.bytes() / 4);
      }
      transfer(memory, bases, words(arena), true);
      long allowed = pace.fuel(program, fuel);
      if (!kernel.takes(number, allowed) || !kernel.takes(number, grid)) {
        generalize();
      }
      kernel.begin(number, bases, sizes(memory), allowed);
      dispatch(grid, atOnce, program);
      kernel
          .trap()
          .ifPresent(trap -> fail(trap, fuel, allowed / program.turnCost() < fuel ? allowed : 0));
      transfer(memory, bases, words(arena), false);
    }

    private void generalize() {
      FusedKernel.Code code = FusedKernel.compile(gpu, compiler, programs, true, true);
      kernel.close();
      kernel = new FusedKernel(gpu, programs, code, arena);
    }

    private void dispatch(WorkgroupSize grid, long most, ProgramGlsl program) {
      boolean brief = FusedPace.brief(program);
      long count = brief ? most : Math.min(most, FIRST_GROUPS);
      long groups = grid.volume();
      for (long first = 0; first < groups && (first == 0 || kernel.trap().isEmpty()); ) {
        FusedKernel.Box box = FusedBoxes.at(grid, first, count, gpu.info().maxWorkgroups());
        long start = System.nanoTime();
        try (RecordedCommands commands =
            kernel.record(gpu.record("fused"), box).barrierToHost().end()) {
          submit(commands);
        }
        long nanos = System.nanoTime() - start;
        if (!brief && nanos < SHORT_NANOS) {
          count = Math.min(most, 2 * count);
        } else if (!brief && nanos > LONG_NANOS && first > 0) {
          count = Math.max(1, count / 2);
        }
        first += box.size().volume();
      }
    }

    @Override
    public void close() {
      kernel.close();
      arena.close();
    }
  }

  /**
   * Compiles programs into one kernel.
   *
   * @param arenaWords words for all buffers of the largest launch
   * @throws dev.vireo.vir0.UnsupportedProgramException naming what of them is too large for the
   *     device
   */
  public Kernel kernel(List<ProgramGlsl> programs, long arenaWords) {
    boolean metered = !programs.stream().allMatch(pace::proven);
    FusedKernel.Code code = FusedKernel.compile(gpu, compiler, programs, metered, false);
    return new Kernel(List.copyOf(programs), arenaWords, code);
  }

  /** Returns the words that the buffers of a launch take in an arena. */
  public static long arenaWords(ProgramMemory memory) {
    long[] bases = bases(memory);
    return bases[bases.length - 1];
  }

  private static long[] bases(ProgramMemory memory) {
    List<BufferDecl> buffers = memory.program().buffers();
    long[] bases = new long[buffers.size() + 1];
    for (int i = 0; i < buffers.size(); i++) {
      long words = stored(buffers.get(i)) ? memory.bytes(i) / Integer.BYTES : 0;
      bases[i + 1] =
          bases[i] + (words + RESOURCE_ALIGNMENT - 1) / RESOURCE_ALIGNMENT * RESOURCE_ALIGNMENT;
    }
    return bases;
  }

  /** Returns the words of each buffer in the arena; workgroup memory has none there. */
  private static int[] sizes(ProgramMemory memory) {
    List<BufferDecl> buffers = memory.program().buffers();
    int[] sizes = new int[buffers.size()];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = stored(buffers.get(i)) ? memory.bytes(i) / Integer.BYTES : 0;
    }
    return sizes;
  }

  private static boolean stored(BufferDecl buffer) {
    return buffer.access() != BufferAccess.WORKGROUP;
  }

  private static void transfer(ProgramMemory memory, long[] bases, IntBuffer arena, boolean up) {
    List<BufferDecl> buffers = memory.program().buffers();
    for (int i = 0; i < buffers.size(); i++) {
      int words = memory.bytes(i) / Integer.BYTES;
      boolean moved = stored(buffers.get(i)) && (up || buffers.get(i).access().writable());
      for (int word = 0; moved && word < words; word++) {
        int at = (int) bases[i] + word;
        if (up) {
          arena.put(at, memory.word(i, word));
        } else {
          memory.setWord(i, word, arena.get(at));
        }
      }
    }
  }

  private void fail(FusedKernel.Trap trap, long fuel, long limit) {
    String problem = "an invocation of the compiled program stopped here";
    if (trap.code() == TrapCode.FUEL) {
      problem =
          limit > 0
              ? String.format(
                  "an invocation's loops took the %d turns that %s allows a compiled program, one"
                      + " for each loop in the loop that turns; the interpreter can run it",
                  limit, gpu.info().name())
              : "an invocation used up the fuel of " + fuel + " turns of its loops";
    }
    throw new ProgramTrapException(trap.code(), trap.place(), problem);
  }

  private static IntBuffer words(GpuBuffer buffer) {
    return buffer.mapped().order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
  }

  private void submit(RecordedCommands commands) {
    fence.reset();
    gpu.submit(commands, fence);
    if (!fence.await(WAIT_NANOS)) {
      gpu.abandon();
      throw new DeviceException(
          "a dispatch of a compiled program on "
              + gpu.info().name()
              + " did not end within 120 s; its Vulkan objects are left alone. Choose another"
              + " device or driver");
    }
  }

  @Override
  public void close() {
    compiler.close();
    gpu.close();
  }
}
