package dev.vireo.kernel;

import dev.vireo.gpu.ComputePipeline;
import dev.vireo.gpu.DeviceInfo;
import dev.vireo.gpu.GpuBuffer;
import dev.vireo.gpu.GpuContext;
import dev.vireo.gpu.MemoryUse;
import dev.vireo.gpu.RecordedCommands;
import dev.vireo.gpu.ShaderCompiler;
import dev.vireo.gpu.SubmitFence;
import dev.vireo.protocol.DeviceException;
import dev.vireo.vir0.BufferAccess;
import dev.vireo.vir0.BufferDecl;
import dev.vireo.vir0.LaunchException;
import dev.vireo.vir0.NodePath;
import dev.vireo.vir0.ProgramGlsl;
import dev.vireo.vir0.ProgramMemory;
import dev.vireo.vir0.ProgramTrapException;
import dev.vireo.vir0.TrapCode;
import dev.vireo.vir0.UnsupportedProgramException;
import dev.vireo.vir0.WorkgroupSize;
import java.nio.ByteBuffer;
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

  /** Resources begin on cache lines of their own. */
  private static final int RESOURCE_ALIGNMENT = 16;

  /**
   * Loop turns of a SIMD vector after which lavapipe of Mesa 22.3.6 ends its loops without a word;
   * some are left for the clearing of workgroup memory.
   */
  private static final long VECTOR_TURNS = 60_000;

  private final GpuContext gpu;
  private final ShaderCompiler compiler = new ShaderCompiler();
  private final SubmitFence fence;

  /** Opens a device, as {@link GpuContext#open} does. */
  public static FusedRunner open(String device, boolean validation) {
    GpuContext gpu = GpuContext.open(device, validation);
    try {
      return new FusedRunner(gpu);
    } catch (RuntimeException | Error failure) {
      gpu.close();
      throw failure;
    }
  }

  private FusedRunner(GpuContext gpu) {
    this.gpu = gpu;
    this.fence = gpu.fence();
  }

  /** Returns the device. */
  public DeviceInfo info() {
    return gpu.info();
  }

  /**
   * Refuses a program whose workgroups the device cannot run.
   *
   * @throws UnsupportedProgramException naming what is too large
   */
  public void require(ProgramGlsl program) {
    WorkgroupSize size = program.program().workgroupSize();
    DeviceInfo info = gpu.info();
    boolean fits = size.volume() <= info.maxWorkgroupInvocations();
    for (int axis = 0; axis < 3; axis++) {
      fits &= size.axis(axis) <= info.maxWorkgroupSize();
    }
    if (!fits || size.z() > 64) {
      throw new UnsupportedProgramException(
          "a workgroup of " + size + " invocations",
          NodePath.ROOT,
          info.name() + " runs up to " + info.maxWorkgroupInvocations() + ", 64 along z");
    }
    if (4L * program.sharedWords() > info.maxSharedBytes()) {
      throw new UnsupportedProgramException(
          program.sharedWords() + " words of workgroup memory",
          NodePath.ROOT,
          info.name() + " has " + info.maxSharedBytes() + " bytes; use less");
    }
  }

  /** A kernel of programs of one workgroup size; close it before the runner. */
  public final class Kernel implements AutoCloseable {
    private final List<ProgramGlsl> programs;
    private final GpuBuffer request;
    private final GpuBuffer arena;
    private final GpuBuffer report;
    private final ComputePipeline pipeline;

    private Kernel(List<ProgramGlsl> programs, long arenaWords, ByteBuffer spirv) {
      this.programs = programs;
      int most = programs.stream().mapToInt(p -> p.program().buffers().size()).max().orElse(0);
      request = gpu.buffer("fused request", 4L * requestWords(most), MemoryUse.REQUEST);
      arena = gpu.buffer("fused arena", 4 * Math.max(1, arenaWords), MemoryUse.ANSWER);
      report = gpu.buffer("fused report", 4L * FusedLayout.FUSED_REPORT_WORDS, MemoryUse.ANSWER);
      pipeline = gpu.pipeline("fused", spirv, List.of(request, arena, report), 0);
    }

    /**
     * Runs a program over a grid and changes the memory.
     *
     * @param number the program's place in the kernel
     * @param fuel loop turns that an invocation may take; fewer where the driver allows no more
     * @param atOnce most workgroups of a dispatch; with 1 they run in the reference's order
     * @throws ProgramTrapException if an invocation traps or its fuel is used up
     */
    public void run(int number, ProgramMemory memory, WorkgroupSize grid, long fuel, long atOnce) {
      ProgramGlsl program = programs.get(number);
      long[] bases = bases(memory);
      if (4 * bases[bases.length - 1] > arena.bytes()) {
        throw new LaunchException(
            bases[bases.length - 1] + " words of buffers in an arena of " + arena.bytes() / 4);
      }
      IntBuffer words = words(arena);
      transfer(memory, bases, words, true);
      IntBuffer job = words(request);
      job.put(FusedLayout.FUSED_PROGRAM, number);
      job.put(FusedLayout.FUSED_GRID_X, (int) grid.x());
      job.put(FusedLayout.FUSED_GRID_Y, (int) grid.y());
      job.put(FusedLayout.FUSED_FUEL, (int) Math.min(fuelOf(program, fuel), 0xFFFF_FFFFL));
      for (int i = 0; i < bases.length - 1; i++) {
        job.put(FusedLayout.FUSED_TABLE + 2 * i, (int) bases[i]);
        job.put(FusedLayout.FUSED_TABLE + 2 * i + 1, memory.bytes(i) / Integer.BYTES);
      }
      words(report).put(FusedLayout.FUSED_REPORT_TRAP, 0);
      dispatch(job, grid.volume(), Math.min(atOnce, gpu.info().maxWorkgroups()));
      check(program, words(report).get(FusedLayout.FUSED_REPORT_TRAP));
      transfer(memory, bases, words, false);
    }

    private void dispatch(IntBuffer job, long groups, long most) {
      for (long first = 0; first < groups; first += most) {
        job.put(FusedLayout.FUSED_FIRST_GROUP, (int) first);
        int count = (int) Math.min(most, groups - first);
        try (RecordedCommands commands =
            gpu.record("fused").dispatch(pipeline, count).barrierToHost().end()) {
          submit(commands);
        }
      }
    }

    @Override
    public void close() {
      pipeline.close();
      report.close();
      arena.close();
      request.close();
    }
  }

  private static int requestWords(int buffers) {
    return FusedLayout.FUSED_TABLE + 2 * Math.max(1, buffers);
  }

  /**
   * Compiles programs into one kernel.
   *
   * @param arenaWords words for all buffers of the largest launch
   */
  public Kernel kernel(List<ProgramGlsl> programs, long arenaWords) {
    programs.forEach(this::require);
    // Software drivers do without it: shaderc's optimiser then folds nothing of floats, and they
    // take up to twice as long to compile.
    boolean keeps = gpu.keepsSpecialFloats() && !software();
    String source = FusedSource.kernel(programs, software(), keeps);
    return new Kernel(List.copyOf(programs), arenaWords, compiler.compile("fused", source));
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

  private boolean software() {
    return gpu.info().type() == DeviceInfo.Type.CPU;
  }

  /** Software drivers may end loops on their own; there the fuel is used up before. */
  private long fuelOf(ProgramGlsl program, long fuel) {
    return software()
        ? Math.min(fuel, program.fuelWithin(VECTOR_TURNS, gpu.info().subgroupSize()))
        : fuel;
  }

  private static void check(ProgramGlsl program, int trap) {
    if (trap != 0) {
      TrapCode code = TrapCode.values()[trap & (1 << FusedLayout.FUSED_TRAP_BITS) - 1];
      int place = trap >>> FusedLayout.FUSED_TRAP_BITS;
      throw new ProgramTrapException(
          code, program.place(place), "an invocation of the compiled program stopped here");
    }
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
