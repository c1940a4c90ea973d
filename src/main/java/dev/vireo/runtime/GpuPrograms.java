package dev.vireo.runtime;

import dev.vireo.gpu.GpuContext;
import dev.vireo.gpu.ShaderCompiler;
import dev.vireo.kernel.CompiledProgram;
import dev.vireo.kernel.FlushCheck;
import dev.vireo.kernel.FusedProgram;
import dev.vireo.kernel.KernelBuffers;
import dev.vireo.kernel.NativeProgram;
import dev.vireo.kernel.ProgramArena;
import dev.vireo.kernel.ProgramJobs;
import dev.vireo.kernel.ProgramLaunch;
import dev.vireo.protocol.ControlLayout;
import dev.vireo.protocol.SlotLayout;
import dev.vireo.protocol.SlotStatus;
import dev.vireo.spirv.lowering.NativeModule;
import dev.vireo.vir0.WorkgroupSize;
import dev.vireo.vir0.glsl.ProgramGlsl;
import java.nio.ByteOrder;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Executes programs on a Vulkan device: compiled where they are, else in the interpreter, and small
 * grids in the worker kernel.
 */
final class GpuPrograms implements ProgramBackend {
  private final GpuContext gpu;
  private final ShaderCompiler compiler;
  private final KernelBuffers buffers;
  private final Submissions submissions;
  private final Transfers transfers;
  private final GpuArena arena;
  private final InlinePrograms inline;
  private final CurrentKernel kernel;
  private final long slotBudget;
  private final boolean hostClaims;
  private final Map<LoadedCode, CompiledProgram> installed = new IdentityHashMap<>();
  private ProgramTask dispatched; // what runs in a slice's place; null when nothing does

  /**
   * Begins with none.
   *
   * @param inline those that are in the kernel
   * @param slotBudget fuel that a slot may use
   * @param hostClaims whether the host may claim a slot in a worker's place
   */
  GpuPrograms(
      GpuContext gpu,
      ShaderCompiler compiler,
      KernelBuffers buffers,
      Submissions submissions,
      Transfers transfers,
      GpuArena arena,
      InlinePrograms inline,
      CurrentKernel kernel,
      long slotBudget,
      boolean hostClaims) {
    this.gpu = gpu;
    this.compiler = compiler;
    this.buffers = buffers;
    this.submissions = submissions;
    this.transfers = transfers;
    this.arena = arena;
    this.inline = inline;
    this.kernel = kernel;
    this.slotBudget = slotBudget;
    this.hostClaims = hostClaims;
  }

  @Override
  public void reserve(ProgramCode code) {
    submissions.awaitUnfinished();
    FlushCheck.run(gpu, compiler);
    arena.jobs().reserve(code.code(), code.image().length);
  }

  @Override
  public boolean reserved(ProgramCode code) {
    return arena.reserved(code);
  }

  @Override
  public boolean compiles() {
    return true;
  }

  @Override
  public boolean suits(ProgramGlsl program, int instructions, double measured) {
    return FusedProgram.shown(gpu.info())
        && FusedProgram.suits(gpu.info(), program, instructions, measured);
  }

  @Override
  public CompiledProgram compile(ProgramGlsl program, int instructions) {
    return new FusedProgram(gpu, compiler, program, instructions);
  }

  @Override
  public CompiledProgram compile(NativeModule module, WorkgroupSize size) {
    return new NativeProgram(gpu, module, size);
  }

  // The driver may compile now, for longer than a slice may take.
  @Override
  public void install(LoadedCode program, CompiledProgram compiled) {
    submissions.awaitUnfinished();
    compiled.warmUp(arena.words()).ifPresent(submissions::run);
    uninstall(program);
    installed.put(program, compiled);
  }

  @Override
  public void uninstall(LoadedCode program) {
    inline.remove(program);
    CompiledProgram compiled = installed.remove(program);
    if (compiled != null) {
      submissions.awaitUnfinished();
      compiled.drop();
    }
  }

  // The first slice with a program makes the kernel that programs can be built into.
  @Override
  public boolean claim(int index) {
    if (!hostClaims || !kernel.claimsPrograms()) {
      return false;
    }
    int at = index * SlotLayout.SLOT_BYTES + Integer.BYTES * SlotLayout.STATUS_WORD;
    buffers.ring.mapped().order(ByteOrder.LITTLE_ENDIAN).putInt(at, SlotStatus.CLAIMED);
    return true;
  }

  @Override
  public boolean begin(ProgramTask task) {
    if (ProgramJobs.empty(task.code.code(), task.grid)) {
      return true;
    }
    submissions.awaitUnfinished();
    // There already, unless the device is a new one.
    for (ArenaRange area : task.binding.areas()) {
      arena.words().reserve(area.first(), area.words());
    }
    if (beginCompiled(task)) {
      return true;
    }
    storePush(task.binding.push());
    task.job =
        arena
            .jobs()
            .begin(
                task.code.code(),
                task.code.image(),
                task.binding.bases(task.code.code()),
                task.binding.sizes(task.code.code()),
                task.grid,
                task.budget(slotBudget));
    return task.job != null;
  }

  private boolean beginCompiled(ProgramTask task) {
    CompiledProgram compiled = installed.get(task.program);
    if (compiled == null || compiled.running()) {
      return false;
    }
    ProgramArena words = arena.words();
    ProgramLaunch launch = task.launch(slotBudget);
    Optional<String> refused = compiled.refuses(words, launch);
    if (refused.isPresent()) {
      task.program.interpretsSome(refused.get());
      return false;
    }
    compiled.begin(words, launch);
    task.compiled = compiled;
    return true;
  }

  private void storePush(PushWords push) {
    if (push != null && push.storedOn != this) {
      arena.write(push.range.first(), push.words, 0, push.words.length);
      push.storedOn = this;
    }
  }

  @Override
  public void start(ProgramTask task) {
    dispatched = task;
    if (task.compiled != null) {
      submissions.submit(task.compiled.next(arena.words()));
    } else if (task.job != null) {
      submissions.submit(task.job.next());
    }
    task.startedAt = System.nanoTime();
  }

  @Override
  public void leave(ProgramTask task) {
    if (task.compiled != null) {
      task.compiled.leave();
    } else if (task.job != null) {
      task.job.drop();
    }
  }

  @Override
  public boolean ended(ProgramTask task) {
    dispatched = null;
    if (task.compiled != null) {
      return endedCompiled(task);
    }
    if (task.job == null) {
      return true; // its grid is empty
    }
    boolean ended = task.job.took();
    task.trap = task.job.trap();
    task.pc = task.job.pc();
    task.turns = task.job.used();
    return ended;
  }

  private boolean endedCompiled(ProgramTask task) {
    boolean ended = task.compiled.took(System.nanoTime() - task.startedAt);
    task.compiled.trap().ifPresent(task::trapped);
    if (ended && task.compiled instanceof FusedProgram && task.compiled.trap().isEmpty()) {
      ranFused(task);
    }
    return ended;
  }

  // Only where compiled programs have been shown to give the right results.
  private void ranFused(ProgramTask task) {
    if (FusedProgram.shown(gpu.info())) {
      int at = task.index * SlotLayout.SLOT_BYTES + 4 * SlotLayout.ARG0_WORD;
      int binding = buffers.ring.mapped().order(ByteOrder.LITTLE_ENDIAN).getInt(at);
      boolean first =
          task.binding.areas().stream().allMatch(area -> area.first() < arena.blockWords());
      inline.ran(task, binding, bases(task), sizes(task), first);
    }
  }

  private long[] bases(ProgramTask task) {
    return task.binding.areas().stream()
        .mapToLong(area -> arena.words().wordOf(area.first()))
        .toArray();
  }

  private static int[] sizes(ProgramTask task) {
    return task.binding.areas().stream().mapToInt(ArenaRange::words).toArray();
  }

  /** A slice starts, in whose place no program runs. */
  void sliceStarts() {
    dispatched = null;
  }

  /** Returns whether what was started last is a program that has nothing to do. */
  boolean idle() {
    return dispatched != null && dispatched.idle();
  }

  /** Returns what to throw when a program's dispatch does not end; null when none runs. */
  StuckSliceException blame() {
    if (dispatched == null) {
      return null;
    }
    return new StuckSliceException(
        dispatched.index,
        "a program of slot "
            + dispatched.index
            + " did not end a dispatch on "
            + gpu.info().name()
            + "; its Vulkan objects are left alone. Choose another device or driver");
  }

  @Override
  public void countDone() {
    int[] count = new int[1];
    transfers.read(buffers.control, ControlLayout.DONE_COUNT, count, 0, 1);
    count[0]++;
    transfers.write(buffers.control, ControlLayout.DONE_COUNT, count, 0, 1);
  }

  @Override
  public KernelBuild kernelBuild() {
    return kernel.withPrograms();
  }

  @Override
  public boolean inlines(int opcode) {
    return inline.runs(opcode);
  }

  @Override
  public boolean inlines() {
    return inline.runs();
  }

  @Override
  public boolean knowsBinding(int binding) {
    return inline.knows(binding);
  }

  @Override
  public void forgetBindings() {
    inline.forgetAll();
  }

  @Override
  public void forgetBindings(int tenant) {
    inline.forget(tenant);
  }
}
