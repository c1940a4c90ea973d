package dev.vireo.kernel;

import dev.vireo.gpu.GpuBuffer;
import dev.vireo.gpu.GpuContext;
import dev.vireo.gpu.MemoryUse;
import dev.vireo.gpu.RecordedCommands;
import dev.vireo.gpu.ShaderCompiler;
import dev.vireo.gpu.SubmitFence;
import dev.vireo.protocol.DeviceException;
import dev.vireo.vir0.Bytecode;
import dev.vireo.vir0.BytecodeVerifier;
import dev.vireo.vir0.LaunchException;
import dev.vireo.vir0.NodePath;
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
 * Runs programs on a device, one at a time, with a kernel that interprets their bytecode. One
 * kernel serves all programs. A dispatch does a bounded amount of work and leaves off anywhere; the
 * next one goes on. One thread at a time.
 */
public final class ProgramRunner implements AutoCloseable {
  /** Longest wait for one dispatch; the first one may include a driver's compilation. */
  private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(120);

  private static final long LEAST_IMAGE_WORDS = 1 << 16;
  private static final long LEAST_ARENA_WORDS = 1 << 20;
  private static final long LEAST_STATE_WORDS = 1 << 20;

  /** Lanes share no more state than this, so that many lanes do not take all memory. */
  private static final long MOST_STATE_WORDS = 1 << 25;

  private static final long MOST_WORKGROUP = 1 << 20;
  private static final long MOST_GROUPS = 1L << 31;

  /** Resources begin on cache lines of their own. */
  private static final long RESOURCE_ALIGNMENT = 16;

  private final GpuContext gpu;
  private final SubmitFence fence;
  private final ByteBuffer spirv;
  private ProgramPace pace;
  private ProgramBuffers buffers;

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
    this.pace = ProgramPace.forDevice(gpu.info());
    this.fence = gpu.fence();
    this.spirv = compiler.compile("interpreter", ProgramSource.interpreter(pace.localSize()));
  }

  /** Returns the device's name. */
  public String deviceName() {
    return gpu.info().name();
  }

  /** Lets a test choose how much a dispatch does. */
  void pace(int lanes, int turns, int burst, int fuel) {
    pace = new ProgramPace(pace.localSize(), lanes, turns, burst, fuel);
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
    long groups = groups(code.workgroupSize(), grid);
    if (groups == 0) {
      return;
    }
    AreaPlan area = AreaPlan.of(code);
    long[] bases = bases(code, memory);
    long arenaWords = bases[bases.length - 1];
    int lanes = lanes(groups, area.words());
    prepare(image.length, arenaWords, ProgramLayout.VM_HEAD_WORDS + lanes * area.words());
    words(buffers.image).put(image);
    upload(code, memory, bases);
    putJob(code, memory, bases, area, grid, lanes);
    drive(code, lanes, fuel);
    download(code, memory, bases);
  }

  /** Where things lie in a lane's area. */
  private record AreaPlan(long fileWords, long ended, long shared, long words) {
    static AreaPlan of(Bytecode code) {
      boolean waits = (code.flags() & Bytecode.FLAG_BARRIER) != 0;
      long files = waits ? code.workgroupSize().volume() : 1;
      long fileWords = Math.max(ProgramLayout.LEAST_FILE_WORDS, code.registers());
      long ended = ProgramLayout.VM_AREA_FILES + files * fileWords;
      long shared = ended + (waits ? files : 0);
      return new AreaPlan(fileWords, ended, shared, shared + code.workgroupWords());
    }
  }

  private static long groups(WorkgroupSize size, WorkgroupSize grid) {
    if (size.volume() > MOST_WORKGROUP) {
      throw new UnsupportedProgramException(
          "a workgroup of " + size + " invocations", NodePath.ROOT, "use at most 2^20");
    }
    for (int axis = 0; axis < 3; axis++) {
      if (grid.axis(axis) * size.axis(axis) > 1L << 32) {
        throw new LaunchException(
            String.format(
                "%d workgroups of %d along axis %d; invocation ids have 32 bits, launch fewer",
                grid.axis(axis), size.axis(axis), axis));
      }
    }
    if (grid.volume() > MOST_GROUPS) {
      throw new LaunchException("a grid of " + grid + " workgroups; launch at most 2^31");
    }
    return grid.volume();
  }

  /** Returns the first word of each buffer in the arena, and last the arena's words. */
  private long[] bases(Bytecode code, ProgramMemory memory) {
    List<Bytecode.Buffer> all = code.buffers();
    long[] bases = new long[all.size() + 1];
    long next = 0;
    for (int i = 0; i < all.size(); i++) {
      Bytecode.Buffer buffer = all.get(i);
      bases[i] = buffer.workgroup() ? buffer.base() : next;
      long words = buffer.workgroup() ? 0 : resourceWords(memory, buffer);
      next += (words + RESOURCE_ALIGNMENT - 1) / RESOURCE_ALIGNMENT * RESOURCE_ALIGNMENT;
    }
    long most = gpu.info().maxStorageBufferRange() / Integer.BYTES;
    if (next > most) {
      throw new LaunchException(
          String.format(
              "resources of %d words in all; %s binds at most %d, pass smaller ones",
              next, gpu.info().name(), most));
    }
    bases[all.size()] = next;
    return bases;
  }

  private static int resourceWords(ProgramMemory memory, Bytecode.Buffer buffer) {
    return memory.bytes(buffer.number()) / Integer.BYTES;
  }

  private int lanes(long groups, long areaWords) {
    long most = Math.min(MOST_STATE_WORDS, gpu.info().maxStorageBufferRange() / Integer.BYTES);
    long room = (most - ProgramLayout.VM_HEAD_WORDS) / areaWords;
    if (room < 1) {
      throw new UnsupportedProgramException(
          "registers and memory of a workgroup of " + areaWords + " words",
          NodePath.ROOT,
          "at most " + most + " fit; use fewer invocations or less memory");
    }
    return (int) Math.min(Math.min(groups, pace.mostLanes()), room);
  }

  private void prepare(long imageWords, long arenaWords, long stateWords) {
    long wantImage = Math.max(LEAST_IMAGE_WORDS, imageWords);
    long wantArena = Math.max(LEAST_ARENA_WORDS, arenaWords);
    long wantState = Math.max(LEAST_STATE_WORDS, stateWords);
    if (buffers != null) {
      long image = buffers.words(buffers.image);
      long arena = buffers.words(buffers.arena);
      long state = buffers.words(buffers.state);
      if (wantImage <= image && wantArena <= arena && wantState <= state) {
        return;
      }
      wantImage = Math.max(image, wantImage);
      wantArena = Math.max(arena, wantArena);
      wantState = Math.max(state, wantState);
      buffers.close();
      buffers = null;
    }
    buffers = new ProgramBuffers(gpu, spirv, wantImage, wantArena, wantState);
  }

  private static IntBuffer words(GpuBuffer buffer) {
    return buffer.mapped().order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
  }

  private void putJob(
      Bytecode code,
      ProgramMemory memory,
      long[] bases,
      AreaPlan area,
      WorkgroupSize grid,
      int lanes) {
    IntBuffer job = words(buffers.job);
    job.put(ProgramLayout.VM_JOB_LANES, lanes);
    job.put(ProgramLayout.VM_JOB_GROUPS, (int) grid.volume());
    job.put(ProgramLayout.VM_JOB_GRID_X, (int) grid.x());
    job.put(ProgramLayout.VM_JOB_GRID_Y, (int) grid.y());
    job.put(ProgramLayout.VM_JOB_FILE_WORDS, (int) area.fileWords());
    job.put(ProgramLayout.VM_JOB_ENDED, (int) area.ended());
    job.put(ProgramLayout.VM_JOB_SHARED, (int) area.shared());
    job.put(ProgramLayout.VM_JOB_TURNS, pace.turns());
    job.put(ProgramLayout.VM_JOB_BURST, pace.burst());
    for (int i = 0; i < code.buffers().size(); i++) {
      Bytecode.Buffer buffer = code.buffers().get(i);
      int at = ProgramLayout.VM_JOB_BINDINGS + 2 * i;
      job.put(at, (int) bases[i]);
      job.put(at + 1, buffer.workgroup() ? buffer.words() : resourceWords(memory, buffer));
    }
  }

  /** Dispatches until every lane has come to its end. */
  private void drive(Bytecode code, int lanes, long fuel) {
    IntBuffer job = words(buffers.job);
    IntBuffer report = words(buffers.report);
    int groups = (lanes + pace.localSize() - 1) / pace.localSize();
    long used = 0;
    boolean first = true;
    int left;
    do {
      // One more than there is, so that a program that needs all of it comes to its end.
      long share = Math.min(pace.fuel(), fuel - used + 1);
      job.put(ProgramLayout.VM_JOB_FIRST, first ? 1 : 0);
      job.put(ProgramLayout.VM_JOB_FUEL, (int) Math.max(1, share));
      submit(buffers.dispatch(groups, first));
      first = false;
      used += Integer.toUnsignedLong(report.get(ProgramLayout.VM_HEAD_FUEL_USED));
      left = report.get(ProgramLayout.VM_HEAD_LEFT);
      checkTrap(code, report);
      if (used > fuel) {
        throw new ProgramTrapException(
            TrapCode.FUEL,
            code.place(left == 0 ? -1 : report.get(ProgramLayout.VM_HEAD_AT)),
            "the fuel of " + fuel + " back-edges is used up");
      }
    } while (left != 0);
  }

  private static void checkTrap(Bytecode code, IntBuffer report) {
    int trap = report.get(ProgramLayout.VM_HEAD_TRAP);
    if (trap == 0) {
      return;
    }
    int number = trap & (1 << ProgramLayout.VM_HEAD_TRAP_BITS) - 1;
    int pc = trap >>> ProgramLayout.VM_HEAD_TRAP_BITS;
    int value = report.get(ProgramLayout.VM_HEAD_TRAP_VALUE);
    throw new ProgramTrapException(
        TrapCode.values()[number],
        code.place(pc),
        String.format("instruction %d met the value %08X", pc, value));
  }

  private void submit(RecordedCommands commands) {
    fence.reset();
    gpu.submit(commands, fence);
    if (!fence.await(WAIT_NANOS)) {
      gpu.abandon();
      throw new DeviceException(
          "a dispatch of the interpreter on "
              + gpu.info().name()
              + " did not end within 120 s; its Vulkan objects are left alone. Choose another"
              + " device or driver");
    }
  }

  private void upload(Bytecode code, ProgramMemory memory, long[] bases) {
    long words = bases[bases.length - 1];
    if (words == 0) {
      return;
    }
    if (buffers.arena.mapped() != null) {
      fill(words(buffers.arena), code, memory, bases);
      return;
    }
    try (GpuBuffer staging = gpu.buffer("upload", 4 * words, MemoryUse.REQUEST)) {
      fill(words(staging), code, memory, bases);
      copy(staging, buffers.arena, 4 * words);
    }
  }

  private static void fill(IntBuffer arena, Bytecode code, ProgramMemory memory, long[] bases) {
    for (int i = 0; i < code.buffers().size(); i++) {
      Bytecode.Buffer buffer = code.buffers().get(i);
      if (!buffer.workgroup()) {
        int words = resourceWords(memory, buffer);
        for (int word = 0; word < words; word++) {
          arena.put((int) bases[i] + word, memory.word(buffer.number(), word));
        }
      }
    }
  }

  private void download(Bytecode code, ProgramMemory memory, long[] bases) {
    long words = bases[bases.length - 1];
    boolean any = code.buffers().stream().anyMatch(b -> !b.workgroup() && b.writable());
    if (words == 0 || !any) {
      return;
    }
    if (buffers.arena.cheapHostReads()) {
      take(words(buffers.arena), code, memory, bases);
      return;
    }
    try (GpuBuffer staging = gpu.buffer("download", 4 * words, MemoryUse.ANSWER)) {
      copy(buffers.arena, staging, 4 * words);
      take(words(staging), code, memory, bases);
    }
  }

  private static void take(IntBuffer arena, Bytecode code, ProgramMemory memory, long[] bases) {
    for (int i = 0; i < code.buffers().size(); i++) {
      Bytecode.Buffer buffer = code.buffers().get(i);
      if (!buffer.workgroup() && buffer.writable()) {
        int words = resourceWords(memory, buffer);
        for (int word = 0; word < words; word++) {
          memory.setWord(buffer.number(), word, arena.get((int) bases[i] + word));
        }
      }
    }
  }

  private void copy(GpuBuffer from, GpuBuffer to, long bytes) {
    try (RecordedCommands commands =
        gpu.record("copy").copy(from, 0, to, 0, bytes).barrierToHost().end()) {
      submit(commands);
    }
  }

  @Override
  public void close() {
    gpu.close();
  }
}
