package dev.vireo.runtime;

import dev.vireo.gpu.GpuBuffer;
import dev.vireo.gpu.GpuContext;
import dev.vireo.kernel.InlineTable;
import dev.vireo.kernel.Kernel;
import dev.vireo.protocol.Opcode;
import dev.vireo.vir0.glsl.ProgramGlsl;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Which compiled programs are in the worker kernel as well, so that workers run small grids of
 * theirs without a dispatch: those that ran often on such. Their binding sets are known to the
 * workers once a dispatch has run them; what workers do not know is left to the host. Guarded by
 * the pump's turns.
 */
final class InlinePrograms {
  /** Runs on small grids after which a program is put into the kernel. */
  private static final int RUNS = 24;

  /** Kernels with more programs take long to compile. */
  private static final int MOST_PROGRAMS = 4;

  private static final int MOST_BUFFERS = 8;
  private static final int MOST_INSTRUCTIONS = 64;

  /** Instructions of all invocations: some tenths of a millisecond. */
  private static final int MOST_WORK = 1 << 16;

  private static final int MOST_INVOCATIONS = 1 << 12;

  private final GpuContext gpu;
  private final Map<LoadedCode, Integer> runs = new IdentityHashMap<>(); // on small grids
  private List<LoadedCode> wanted = List.of();
  private List<LoadedCode> inKernel = List.of();
  private InlineTable table; // null before the first
  private boolean due;
  private boolean building;

  InlinePrograms(GpuContext gpu) {
    this.gpu = gpu;
  }

  /** A kernel that is being built. */
  final class Build implements ProgramBackend.KernelBuild {
    private final List<LoadedCode> programs;
    private final Function<List<ProgramGlsl>, Kernel> compiler;
    private final Function<Kernel, Boolean> installer;
    private Kernel made;

    private Build(
        List<LoadedCode> programs,
        Function<List<ProgramGlsl>, Kernel> compiler,
        Function<Kernel, Boolean> installer) {
      this.programs = programs;
      this.compiler = compiler;
      this.installer = installer;
    }

    @Override
    public void compile() {
      made =
          compiler.apply(
              programs.stream().map(each -> ProgramGlsl.of(each.code().program())).toList());
    }

    @Override
    public void install() {
      building = false;
      table.clear();
      if (installer.apply(made)) {
        setInKernel(programs);
      } else {
        due = true; // it was built from another one than there is now
      }
    }
  }

  /** Returns what builds a kernel, when one is due; null otherwise. */
  Build build(Function<List<ProgramGlsl>, Kernel> compiler, Function<Kernel, Boolean> installer) {
    if (!due || building) {
      return null;
    }
    due = false;
    building = true;
    if (table == null) {
      table = new InlineTable(gpu);
    }
    return new Build(wanted, compiler, installer);
  }

  private static boolean suits(LoadedCode program) {
    ProgramCode code = program.code();
    if (code.code().instructions() > MOST_INSTRUCTIONS
        || code.program().buffers().size() > MOST_BUFFERS) {
      return false;
    }
    return ProgramGlsl.of(code.program()).lone();
  }

  private static int mostGroups(LoadedCode program) {
    long each = Math.min(MOST_INVOCATIONS, MOST_WORK / program.code().code().instructions());
    return (int) (each / program.code().program().workgroupSize().volume());
  }

  /**
   * Takes notice of a run of a compiled program in a dispatch, to its end and without a trap.
   *
   * @param binding number of its binding set
   * @param bases first word of each buffer in its block of the arena
   * @param firstBlock whether all lie in the first block
   */
  void ran(ProgramTask task, int binding, long[] bases, int[] sizes, boolean firstBlock) {
    LoadedCode program = task.program;
    int most = mostGroups(program);
    if (!firstBlock || task.grid.volume() > most) {
      return;
    }
    int number = inKernel.indexOf(program);
    if (number >= 0) {
      table.put(
          binding,
          program.opcode(),
          number,
          program.code().program().workgroupSize(),
          most,
          bases,
          sizes);
    } else if (!wanted.contains(program) || !building) {
      count(program);
    }
  }

  private void count(LoadedCode program) {
    int count = runs.merge(program, 1, Integer::sum);
    if (count == RUNS && suits(program) || count > RUNS && wanted.contains(program)) {
      List<LoadedCode> next = new ArrayList<>(wanted);
      next.remove(program);
      next.add(program);
      wanted = List.copyOf(next.subList(Math.max(0, next.size() - MOST_PROGRAMS), next.size()));
      due = true;
    }
  }

  /** Returns whether workers run slots with an opcode, if their grids are small. */
  boolean runs(int opcode) {
    for (LoadedCode program : inKernel) {
      if (program.opcode() == opcode) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether there are programs that workers run. */
  boolean runs() {
    return !inKernel.isEmpty();
  }

  /** Returns whether workers know a binding set; any thread. */
  boolean knows(int binding) {
    InlineTable known = table;
    return known != null && known.holds(binding);
  }

  /** Has workers leave all binding sets to the host, until dispatches have run them again. */
  void forgetAll() {
    if (table != null) {
      table.clear();
    }
  }

  /** Does so with those of a tenant's programs. */
  void forget(int tenant) {
    if (table != null) {
      table.forget(opcode -> Opcode.programTenant(opcode) == tenant);
    }
  }

  /** A program is no more. */
  void remove(LoadedCode program) {
    runs.remove(program);
    if (wanted.contains(program)) {
      List<LoadedCode> next = new ArrayList<>(wanted);
      next.remove(program);
      wanted = List.copyOf(next);
    }
    if (inKernel.contains(program)) {
      table.forget(opcode -> opcode == program.opcode());
    }
  }

  /** The kernel was replaced by one without programs. */
  void kernelReplaced() {
    setInKernel(List.of());
    forgetAll();
  }

  private void setInKernel(List<LoadedCode> now) {
    inKernel.forEach(program -> program.setInKernel(false));
    inKernel = now;
    now.forEach(program -> program.setInKernel(true));
  }

  /** Binds a kernel to the arena's first block, unless it is already. */
  void bind(Kernel kernel, GpuBuffer block) {
    kernel.bind(block, table);
  }
}
