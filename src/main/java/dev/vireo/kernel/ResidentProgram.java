package dev.vireo.kernel;

import dev.vireo.gpu.GpuBuffer;
import dev.vireo.gpu.GpuContext;
import dev.vireo.gpu.MemoryUse;
import dev.vireo.gpu.RecordedCommands;
import dev.vireo.gpu.ShaderCompiler;
import dev.vireo.protocol.DeviceException;
import dev.vireo.vir0.Program;
import dev.vireo.vir0.TrapCode;
import dev.vireo.vir0.WorkgroupSize;
import dev.vireo.vir0.bytecode.Bytecode;
import dev.vireo.vir0.glsl.ProgramGlsl;
import dev.vireo.vir0.lowering.ProgramLowering;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.List;

/**
 * A program whose buffers stay on the device, to be run again and again in one of the tiers; for
 * benchmarks. Programs with workgroup memory among their buffers have no content for it. One thread
 * at a time.
 */
public abstract class ResidentProgram implements AutoCloseable {
  private static final long FUEL = 1L << 40;

  /** Words; drivers want bindings to begin at multiples of up to 256 bytes. */
  private static final int RESOURCE_ALIGNMENT = 64;

  private final GpuContext gpu;
  private final WaitedSubmits submits;
  final long[] bases;
  final int[] sizes;

  private ResidentProgram(GpuContext gpu, int[][] contents) {
    this.gpu = gpu;
    this.submits = new WaitedSubmits(gpu);
    this.bases = new long[contents.length];
    this.sizes = new int[contents.length];
    long next = 0;
    for (int i = 0; i < contents.length; i++) {
      bases[i] = next;
      sizes[i] = contents[i].length;
      next += (sizes[i] + RESOURCE_ALIGNMENT - 1) / RESOURCE_ALIGNMENT * RESOURCE_ALIGNMENT;
    }
  }

  /**
   * Prepares a program for the interpreter.
   *
   * @param contents words of the program's buffers, in their order
   * @throws dev.vireo.vir0.Vir0Exception if it does not run
   */
  public static ResidentProgram interpreted(
      GpuContext gpu, ShaderCompiler compiler, Program program, int[][] contents) {
    return interpreted(gpu, compiler, ProgramLowering.lower(program), contents);
  }

  /**
   * Prepares bytecode for the interpreter.
   *
   * @param contents words of the buffers that a caller binds, in their order
   */
  public static ResidentProgram interpreted(
      GpuContext gpu, ShaderCompiler compiler, Bytecode code, int[][] contents) {
    return new Interpreted(gpu, compiler, code, contents);
  }

  /**
   * Compiles a program, whose loops must be short and their ends known.
   *
   * @param contents words of the program's buffers, in their order
   * @throws dev.vireo.vir0.Vir0Exception if it does not run
   */
  public static ResidentProgram fused(
      GpuContext gpu, ShaderCompiler compiler, Program program, int[][] contents) {
    return new Fused(gpu, compiler, program, contents);
  }

  /** Runs it over a grid and waits for its end. */
  public abstract void run(WorkgroupSize grid);

  abstract GpuBuffer arena();

  final void submit(RecordedCommands commands) {
    submits.run(commands);
  }

  final GpuContext gpu() {
    return gpu;
  }

  final void fill(int[][] contents) {
    for (int i = 0; i < contents.length; i++) {
      long bytes = 4L * sizes[i];
      try (GpuBuffer staging = gpu.buffer("upload", bytes, MemoryUse.REQUEST)) {
        words(staging).put(contents[i]);
        move(staging, 0, arena(), 4 * bases[i], bytes);
      }
    }
  }

  /** Zeroes a buffer. */
  public final void clear(int buffer) {
    submits.clear(arena(), 4 * bases[buffer], 4L * sizes[buffer]);
  }

  /** Returns a buffer's words. */
  public final int[] read(int buffer) {
    int[] words = new int[sizes[buffer]];
    long bytes = 4L * sizes[buffer];
    try (GpuBuffer staging = gpu.buffer("download", bytes, MemoryUse.ANSWER)) {
      move(arena(), 4 * bases[buffer], staging, 0, bytes);
      words(staging).get(words);
    }
    return words;
  }

  private void move(GpuBuffer from, long fromAt, GpuBuffer to, long toAt, long bytes) {
    try (RecordedCommands commands =
        gpu.record("copy").copy(from, fromAt, to, toAt, bytes).barrierToHost().end()) {
      submit(commands);
    }
  }

  private static IntBuffer words(GpuBuffer buffer) {
    return buffer.mapped().order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
  }

  final long arenaWords() {
    int last = sizes.length - 1;
    return bases[last] + sizes[last];
  }

  static DeviceException trapped(TrapCode trap) {
    return new DeviceException("a benchmark's program stopped with " + trap);
  }

  @Override
  public abstract void close();

  private static final class Interpreted extends ResidentProgram {
    private final Bytecode code;
    private final int[] image;
    private final ProgramJobs jobs;

    Interpreted(GpuContext gpu, ShaderCompiler compiler, Bytecode code, int[][] contents) {
      super(gpu, contents);
      this.code = code;
      image = code.image();
      jobs = new ProgramJobs(gpu, compiler, ProgramArena.Plan.of(gpu.info(), 0));
      jobs.arena().reserve(0, arenaWords());
      fill(contents);
    }

    @Override
    GpuBuffer arena() {
      return jobs.arena().block(0);
    }

    @Override
    public void run(WorkgroupSize grid) {
      long[] first = new long[code.buffers().size()];
      int[] words = new int[first.length];
      for (int i = 0; i < first.length; i++) {
        first[i] = bases[code.buffers().get(i).number()];
        words[i] = sizes[code.buffers().get(i).number()];
      }
      ProgramJobs.Job job = jobs.begin(code, image, first, words, grid, FUEL);
      do {
        submit(job.next());
      } while (!job.took());
      if (job.trap() != TrapCode.NONE) {
        throw trapped(job.trap());
      }
    }

    @Override
    public void close() {
      // Its objects end with the device.
    }
  }

  private static final class Fused extends ResidentProgram {
    private final GpuBuffer arena;
    private final FusedKernel kernel;
    private RecordedCommands commands;
    private WorkgroupSize recorded;

    Fused(GpuContext gpu, ShaderCompiler compiler, Program program, int[][] contents) {
      super(gpu, contents);
      List<ProgramGlsl> programs = List.of(ProgramGlsl.of(program));
      if (!FusedPace.brief(programs.get(0))) {
        throw new IllegalArgumentException("a benchmark's loops are short");
      }
      FlushCheck.run(gpu, compiler);
      arena = gpu.buffer("fused arena", 4 * arenaWords(), MemoryUse.DEVICE);
      kernel =
          new FusedKernel(
              gpu, programs, FusedKernel.compile(gpu, compiler, programs, false, false), arena);
      fill(contents);
    }

    @Override
    GpuBuffer arena() {
      return arena;
    }

    @Override
    public void run(WorkgroupSize grid) {
      kernel.begin(0, bases, sizes, FUEL);
      if (!grid.equals(recorded)) {
        drop();
        WorkgroupSize first = new WorkgroupSize(0, 0, 0);
        FusedKernel.Box whole = new FusedKernel.Box(first, grid);
        commands = kernel.record(gpu().record("fused"), whole).barrierToHost().end();
        recorded = grid;
      }
      submit(commands);
      kernel
          .trap()
          .ifPresent(
              trap -> {
                throw trapped(trap.code());
              });
    }

    private void drop() {
      if (commands != null) {
        commands.close();
      }
    }

    @Override
    public void close() {
      drop();
      kernel.close();
      arena.close();
    }
  }
}
