package dev.vireo.kernel;

import dev.vireo.gpu.BoundBuffers;
import dev.vireo.gpu.BufferRange;
import dev.vireo.gpu.CommandRecorder;
import dev.vireo.gpu.ComputePipeline;
import dev.vireo.gpu.DeviceInfo;
import dev.vireo.gpu.GpuBuffer;
import dev.vireo.gpu.GpuContext;
import dev.vireo.gpu.MemoryUse;
import dev.vireo.gpu.ShaderCompiler;
import dev.vireo.vir0.NodePath;
import dev.vireo.vir0.TrapCode;
import dev.vireo.vir0.UnsupportedProgramException;
import dev.vireo.vir0.WorkgroupSize;
import dev.vireo.vir0.glsl.ProgramGlsl;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A kernel of compiled programs of one workgroup size, bound to the arena that their buffers lie
 * in. It records dispatches and reads their outcome; who submits them, and when, is not its matter.
 * One thread at a time, but {@link #compile} may run beside it on another one.
 *
 * <p>A run: {@link #begin}, then a submission of what {@link #record} recorded for each part of the
 * grid, then {@link #trap}.
 */
final class FusedKernel implements AutoCloseable {
  /** Words of a buffer that is a binding of its own: indices beyond stand for the next one. */
  static final int MOST_WORDS = FusedLayout.FUSED_LAST_INDEX;

  /** Number of no program among several. */
  private static final int NO_PROGRAM = -1;

  /** Invocations of a vector for which conditions cost more than what is behind them. */
  private static final int WIDE = 8;

  private final GpuContext gpu;
  private final List<ProgramGlsl> programs;
  private final boolean metered;
  private final boolean distant;
  private final GpuBuffer request;
  private final GpuBuffer report;
  private final ComputePipeline pipeline;
  private final int exact; // buffers that are bindings of their own; 0 where they are in the arena
  private GpuBuffer arena;
  private List<BufferRange> ranges; // of those
  private BoundBuffers bound; // null until something is recorded
  private final int[] push = new int[FusedLayout.FUSED_PUSH_WORDS];

  /**
   * A kernel as SPIR-V.
   *
   * @param metered whether loops look at their fuel; else it must last for all turns
   * @param distant whether grids may be of any size
   */
  record Code(ByteBuffer spirv, boolean metered, boolean distant) {}

  /** Why an invocation stopped, and where: the first of a run. */
  record Trap(TrapCode code, NodePath place) {}

  /**
   * Binds compiled programs.
   *
   * @param code what {@link #compile} gave for the same programs
   * @param arena outlives the kernel
   */
  FusedKernel(GpuContext gpu, List<ProgramGlsl> programs, Code code, GpuBuffer arena) {
    this(gpu, programs, code);
    bind(arena);
  }

  /**
   * Makes the pipeline, beside other uses of the device, and leaves it unbound.
   *
   * @param code what {@link #compile} gave for the same programs
   */
  FusedKernel(GpuContext gpu, List<ProgramGlsl> programs, Code code) {
    this.gpu = gpu;
    this.programs = List.copyOf(programs);
    this.metered = code.metered();
    this.distant = code.distant();
    int most = FusedSource.mostBuffers(programs);
    this.exact = exact(gpu, programs) ? most : 0;
    this.ranges = Collections.nCopies(exact, BufferRange.NONE);
    int pushBytes = Integer.BYTES * FusedLayout.FUSED_PUSH_WORDS;
    int bindings = FusedLayout.FUSED_BINDING_ARENA + Math.max(1, exact);
    pipeline =
        exact > 0
            ? gpu.confinedPipelineBeside("fused", code.spirv(), bindings, pushBytes)
            : gpu.pipelineBeside("fused", code.spirv(), bindings, pushBytes);
    int words = 2 * Math.max(1, most - FusedLayout.FUSED_PUSHED);
    List<GpuBuffer> made = new ArrayList<>();
    try {
      made.add(gpu.buffer("fused request", 4L * words, MemoryUse.REQUEST));
      made.add(gpu.buffer("fused report", 4L * FusedLayout.FUSED_REPORT_WORDS, MemoryUse.ANSWER));
    } catch (RuntimeException | Error failed) {
      made.forEach(GpuBuffer::close);
      pipeline.close();
      throw failed;
    }
    request = made.get(0);
    report = made.get(1);
  }

  /**
   * Binds another arena for what is recorded from now on, with what was begun at the same places;
   * nothing that was recorded before runs.
   */
  void bind(GpuBuffer arena) {
    unbind();
    this.arena = arena;
    ranges = ranges.stream().map(range -> moved(range, arena)).toList();
  }

  private static BufferRange moved(BufferRange range, GpuBuffer arena) {
    return range.buffer() == null ? range : new BufferRange(arena, range.offset(), range.bytes());
  }

  private void unbind() {
    if (bound != null) {
      bound.close();
      bound = null;
    }
  }

  private void bind(List<BufferRange> wanted) {
    if (!wanted.equals(ranges)) {
      unbind();
      ranges = wanted;
    }
  }

  private List<BufferRange> ranges(long[] bases, int[] sizes) {
    List<BufferRange> wanted = new ArrayList<>(Collections.nCopies(exact, BufferRange.NONE));
    for (int i = 0; i < Math.min(exact, sizes.length); i++) {
      if (sizes[i] > 0) {
        wanted.set(
            i, new BufferRange(arena, Integer.BYTES * bases[i], (long) Integer.BYTES * sizes[i]));
      }
    }
    return wanted;
  }

  private BoundBuffers bound() {
    if (bound == null) {
      List<BufferRange> all = new ArrayList<>();
      all.add(BufferRange.whole(request));
      all.add(BufferRange.whole(report));
      all.addAll(exact > 0 ? ranges : List.of(BufferRange.whole(arena)));
      bound = gpu.bindRanges(pipeline, all);
    }
    return bound;
  }

  /**
   * Says whether the buffers of programs are bindings of their own, where a device looks at their
   * bounds as programs want it.
   */
  private static boolean exact(GpuContext gpu, List<ProgramGlsl> programs) {
    int most = FusedSource.mostBuffers(programs);
    DeviceInfo info = gpu.info();
    return gpu.modules().exactRanges()
        && most > 0
        && FusedLayout.FUSED_BINDING_ARENA + most <= info.maxStorageBuffers();
  }

  /**
   * Compiles programs into one kernel; what the disk cache has takes under a millisecond.
   *
   * @param metered whether their loops look at their fuel; they must unless {@link #lasts}
   * @param distant whether they take grids of any size; else only {@link ProgramGlsl#near} ones
   * @throws UnsupportedProgramException naming what of them is too large for the device
   * @throws dev.vireo.gpu.ShaderCompileException if they do not compile
   */
  static Code compile(
      GpuContext gpu,
      ShaderCompiler compiler,
      List<ProgramGlsl> programs,
      boolean metered,
      boolean distant) {
    programs.forEach(program -> require(gpu.info(), program));
    requireShared(gpu.info(), programs);
    boolean software = gpu.info().type() == DeviceInfo.Type.CPU;
    boolean flushes = FlushCheck.flushes(gpu.info());
    boolean wide = software && gpu.info().subgroupSize() >= WIDE;
    // A minimum costs SwiftShader seven instructions; llvmpipe is faster with it than without.
    boolean all = distant || !gpu.modules().ownRanges();
    String source =
        FusedSource.kernel(
            programs,
            new FusedSource.Traits(
                software, FlushCheck.modes(gpu), flushes, wide, exact(gpu, programs), all),
            metered);
    return new Code(compiler.compile("fused", source), metered, all);
  }

  /** Says whether fuel lasts for all turns that an invocation of a program can take. */
  static boolean lasts(ProgramGlsl program, long fuel) {
    OptionalLong most = program.mostTurns();
    return most.isPresent() && most.getAsLong() <= fuel;
  }

  /** Says whether a program may have that little fuel here. */
  boolean takes(int number, long fuel) {
    return metered || lasts(programs.get(number), fuel);
  }

  /** Says whether programs may have buffers of so many words here. */
  boolean takes(int[] sizes) {
    return exact == 0 || Arrays.stream(sizes).noneMatch(size -> size > MOST_WORDS);
  }

  /** Says whether a program may have a grid of that size here. */
  boolean takes(int number, WorkgroupSize grid) {
    return distant || exact == 0 || programs.get(number).near(grid);
  }

  private static void require(DeviceInfo info, ProgramGlsl program) {
    WorkgroupSize size = program.program().workgroupSize();
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
  }

  private static void requireShared(DeviceInfo info, List<ProgramGlsl> programs) {
    long invocations = programs.get(0).program().workgroupSize().volume();
    long words = programs.stream().mapToInt(ProgramGlsl::sharedWords).max().orElse(0);
    words += programs.stream().anyMatch(ProgramGlsl::subgroups) ? invocations : 0;
    if (4 * words > info.maxSharedBytes()) {
      throw new UnsupportedProgramException(
          words + " words of workgroup memory",
          NodePath.ROOT,
          info.name() + " has " + info.maxSharedBytes() + " bytes; use less");
    }
  }

  /**
   * Names the program of the next dispatches, and forgets the trap of those before.
   *
   * @param number the program's place in the kernel
   * @param bases first word in the arena of each buffer of the program
   * @param sizes words of each
   * @param fuel loop turns that an invocation may take, at most 2^32 - 1
   * @throws IllegalArgumentException if it does not {@link #takes take} it
   */
  void begin(int number, long[] bases, int[] sizes, long fuel) {
    if (!takes(number, fuel)) {
      throw new IllegalArgumentException(fuel + " units of fuel for loops that are not metered");
    }
    if (!takes(sizes)) {
      throw new IllegalArgumentException("a buffer of more than " + MOST_WORDS + " words");
    }
    push[FusedLayout.FUSED_PROGRAM] = number;
    push[FusedLayout.FUSED_FUEL] = (int) Math.min(fuel, 0xFFFF_FFFFL);
    IntBuffer more = words(request);
    for (int i = 0; i < sizes.length; i++) {
      if (i < FusedLayout.FUSED_PUSHED) {
        push[FusedLayout.FUSED_TABLE + 2 * i] = (int) bases[i];
        push[FusedLayout.FUSED_TABLE + 2 * i + 1] = sizes[i];
      } else {
        more.put(2 * (i - FusedLayout.FUSED_PUSHED), (int) bases[i]);
        more.put(2 * (i - FusedLayout.FUSED_PUSHED) + 1, sizes[i]);
      }
    }
    words(report).put(FusedLayout.FUSED_REPORT_TRAP, 0);
    bind(ranges(bases, sizes));
  }

  /** Has dispatches do nothing, or nothing to memory; some drivers compile at the first one. */
  void beginNothing() {
    Arrays.fill(push, 0); // one alone runs, without fuel, over buffers without words
    push[FusedLayout.FUSED_PROGRAM] = NO_PROGRAM;
    bind(Collections.nCopies(exact, BufferRange.NONE));
    IntBuffer more = words(request);
    for (int i = 0; i < more.limit(); i++) {
      more.put(i, 0);
    }
  }

  /** A part of a grid: its first workgroup, and how many there are along each axis. */
  record Box(WorkgroupSize first, WorkgroupSize size) {}

  /**
   * Records a dispatch of what {@link #begin} named; the caller puts barriers around it. What is
   * recorded stays as it is when something else begins.
   *
   * @param box of a grid that the program {@link #takes takes}
   */
  CommandRecorder record(CommandRecorder commands, Box box) {
    for (int axis = 0; axis < 3; axis++) {
      push[FusedLayout.FUSED_FIRST + axis] = (int) box.first().axis(axis);
    }
    WorkgroupSize size = box.size();
    return commands.dispatchBox(
        pipeline, bound(), (int) size.x(), (int) size.y(), (int) size.z(), push);
  }

  /** Returns the first trap since {@link #begin}; the dispatches have ended. */
  Optional<Trap> trap() {
    IntBuffer words = words(report);
    int trap = words.get(FusedLayout.FUSED_REPORT_TRAP);
    if (trap == 0) {
      return Optional.empty();
    }
    TrapCode code = TrapCode.values()[trap & (1 << FusedLayout.FUSED_TRAP_BITS) - 1];
    int number = push[FusedLayout.FUSED_PROGRAM];
    int place = trap >>> FusedLayout.FUSED_TRAP_BITS;
    return Optional.of(new Trap(code, programs.get(number).place(place)));
  }

  private static IntBuffer words(GpuBuffer buffer) {
    return buffer.mapped().order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
  }

  @Override
  public void close() {
    unbind();
    pipeline.close();
    report.close();
    request.close();
  }
}
