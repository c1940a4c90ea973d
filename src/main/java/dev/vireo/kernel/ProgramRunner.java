package dev.vireo.kernel;

import dev.vireo.gpu.GpuBuffer;
import dev.vireo.gpu.GpuContext;
import dev.vireo.gpu.MemoryUse;
import dev.vireo.gpu.ShaderCompiler;
import dev.vireo.protocol.DeviceException;
import dev.vireo.vir0.LaunchException;
import dev.vireo.vir0.ProgramTrapException;
import dev.vireo.vir0.TrapCode;
import dev.vireo.vir0.UnsupportedProgramException;
import dev.vireo.vir0.WorkgroupSize;
import dev.vireo.vir0.bytecode.Bytecode;
import dev.vireo.vir0.bytecode.BytecodeVerifier;
import dev.vireo.vir0.values.ProgramMemory;
import java.nio.IntBuffer;
import java.util.List;

/**
 * Runs programs on a device of its own, one at a time and each to its end, on memory that it copies
 * to and fro. One thread at a time.
 */
public final class ProgramRunner implements AutoCloseable {
  /** Resources begin on cache lines of their own. */
  private static final long RESOURCE_ALIGNMENT = 16;

  private final GpuContext gpu;
  private final WaitedSubmits submits;
  private final ProgramArena.Plan plan;
  private final ProgramJobs jobs;

  /**
   * Opens a device.
   *
   * @param device as {@link GpuContext#open} takes it
   * @throws DeviceException when there is no such device, or it does not open
   */
  public static ProgramRunner open(String device, boolean validation) {
    GpuContext gpu = GpuContext.open(device, validation);
    try (ShaderCompiler compiler = new ShaderCompiler()) {
      return new ProgramRunner(gpu, compiler);
    } catch (RuntimeException | Error failure) {
      gpu.close();
      throw failure;
    }
  }

  /** Takes an open device, which it closes. */
  private ProgramRunner(GpuContext gpu, ShaderCompiler compiler) {
    this.gpu = gpu;
    this.submits = new WaitedSubmits(gpu);
    this.plan = ProgramArena.Plan.of(gpu.info(), 0);
    this.jobs = new ProgramJobs(gpu, compiler, submits, plan);
  }

  /** Returns the device's name. */
  public String deviceName() {
    return gpu.info().name();
  }

  /**
   * Chooses whether workgroups run one after the other, as those of the reference do, instead of
   * side by side; for programs whose results depend on the order. Off at first.
   */
  public void runInOrder(boolean wanted) {
    jobs.runInOrder(wanted);
  }

  /** Lets a test choose how much a dispatch does. */
  void pace(int lanes, int turns, int burst, int fuel) {
    jobs.pace(lanes, turns, burst, fuel);
  }

  /** Undoes that. */
  void paceForDevice() {
    jobs.paceForDevice();
  }

  /**
   * Runs a program over a grid, and changes the memory. When it throws, the memory is as before.
   *
   * @param code the lowered program
   * @param memory the program's buffers; workgroup memory is not looked at
   * @param grid workgroups along each axis; none run if one of them is 0
   * @param fuel back-edges that all invocations may take together
   * @throws ProgramTrapException if an invocation traps or the fuel is used up
   * @throws LaunchException if grid or resources are too large
   * @throws UnsupportedProgramException if a workgroup needs more state than the device has room
   *     for
   * @throws DeviceException if the device fails
   */
  public void run(Bytecode code, ProgramMemory memory, WorkgroupSize grid, long fuel) {
    if (fuel < 0) {
      throw new IllegalArgumentException("fuel of " + fuel);
    }
    int[] image = code.image();
    BytecodeVerifier.verify(image);
    if (ProgramJobs.empty(code, grid)) {
      return;
    }
    long[] bases = bases(code, memory);
    jobs.arena().reserve(0, bases[bases.length - 1]);
    upload(code, memory, bases);
    drive(code, jobs.begin(code, image, bases, sizes(code, memory), grid, fuel), fuel);
    download(code, memory, bases);
  }

  /** Returns the first word of each buffer in the arena, and last the arena's words. */
  private long[] bases(Bytecode code, ProgramMemory memory) {
    List<Bytecode.Buffer> all = code.buffers();
    long[] bases = new long[all.size() + 1];
    long next = 0;
    for (int i = 0; i < all.size(); i++) {
      Bytecode.Buffer buffer = all.get(i);
      bases[i] = buffer.bound() ? next : buffer.base();
      long words = buffer.bound() ? resourceWords(memory, buffer) : 0;
      next += (words + RESOURCE_ALIGNMENT - 1) / RESOURCE_ALIGNMENT * RESOURCE_ALIGNMENT;
    }
    long most = Math.min(plan.blockWords(), plan.words());
    if (next > most) {
      throw new LaunchException(
          String.format(
              "resources of %d words in all; %s binds at most %d, pass smaller ones",
              next, gpu.info().name(), most));
    }
    bases[all.size()] = next;
    return bases;
  }

  private static int[] sizes(Bytecode code, ProgramMemory memory) {
    return code.buffers().stream()
        .mapToInt(buffer -> buffer.bound() ? resourceWords(memory, buffer) : 0)
        .toArray();
  }

  private static int resourceWords(ProgramMemory memory, Bytecode.Buffer buffer) {
    return memory.bytes(buffer.number()) / Integer.BYTES;
  }

  /** Dispatches until every lane has come to its end. */
  private void drive(Bytecode code, ProgramJobs.Job run, long fuel) {
    do {
      submits.run(run.next());
    } while (!run.took());
    if (run.trap() == TrapCode.FUEL) {
      throw new ProgramTrapException(
          TrapCode.FUEL, code.place(run.pc()), "the fuel of " + fuel + " back-edges is used up");
    } else if (run.trap() != TrapCode.NONE) {
      throw new ProgramTrapException(
          run.trap(),
          code.place(run.pc()),
          String.format("instruction %d met the value %08X", run.pc(), run.value()));
    }
  }

  private void upload(Bytecode code, ProgramMemory memory, long[] bases) {
    long words = bases[bases.length - 1];
    if (words == 0) {
      return;
    }
    GpuBuffer arena = jobs.arena().block(0);
    if (arena.mapped() != null) {
      fill(ProgramSeat.words(arena), code, memory, bases);
      return;
    }
    try (GpuBuffer staging = gpu.buffer("upload", 4 * words, MemoryUse.REQUEST)) {
      fill(ProgramSeat.words(staging), code, memory, bases);
      submits.copy(staging, arena, 4 * words);
    }
  }

  private static void fill(IntBuffer arena, Bytecode code, ProgramMemory memory, long[] bases) {
    for (int i = 0; i < code.buffers().size(); i++) {
      Bytecode.Buffer buffer = code.buffers().get(i);
      if (buffer.bound()) {
        int words = resourceWords(memory, buffer);
        for (int word = 0; word < words; word++) {
          arena.put((int) bases[i] + word, memory.word(buffer.number(), word));
        }
      }
    }
  }

  private void download(Bytecode code, ProgramMemory memory, long[] bases) {
    long words = bases[bases.length - 1];
    boolean any = code.buffers().stream().anyMatch(b -> b.bound() && b.writable());
    if (words == 0 || !any) {
      return;
    }
    GpuBuffer arena = jobs.arena().block(0);
    if (arena.cheapHostReads()) {
      take(ProgramSeat.words(arena), code, memory, bases);
      return;
    }
    try (GpuBuffer staging = gpu.buffer("download", 4 * words, MemoryUse.ANSWER)) {
      submits.copy(arena, staging, 4 * words);
      take(ProgramSeat.words(staging), code, memory, bases);
    }
  }

  private static void take(IntBuffer arena, Bytecode code, ProgramMemory memory, long[] bases) {
    for (int i = 0; i < code.buffers().size(); i++) {
      Bytecode.Buffer buffer = code.buffers().get(i);
      if (buffer.bound() && buffer.writable()) {
        int words = resourceWords(memory, buffer);
        for (int word = 0; word < words; word++) {
          memory.setWord(buffer.number(), word, arena.get((int) bases[i] + word));
        }
      }
    }
  }

  @Override
  public void close() {
    gpu.close();
  }
}
