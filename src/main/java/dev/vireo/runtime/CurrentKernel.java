package dev.vireo.runtime;

import dev.vireo.gpu.GpuContext;
import dev.vireo.gpu.ShaderCompiler;
import dev.vireo.kernel.Builtin;
import dev.vireo.kernel.Kernel;
import dev.vireo.kernel.KernelBuffers;
import dev.vireo.kernel.KernelSpec;
import java.util.function.Consumer;

/**
 * The kernel that slices run now, and its exchange for one with other operations, or with programs
 * in it. Used on the pump's turns.
 */
final class CurrentKernel {
  private final GpuContext gpu;
  private final ShaderCompiler compiler;
  private final KernelBuffers buffers;
  private final Submissions submissions;
  private final GpuArena arena;
  private final InlinePrograms inline;
  private final Consumer<Kernel> warmUp;
  private Kernel kernel; // null before the first

  /**
   * Begins with none.
   *
   * @param inline which programs are in it
   * @param warmUp runs an empty slice of a new one
   */
  CurrentKernel(
      GpuContext gpu,
      ShaderCompiler compiler,
      KernelBuffers buffers,
      Submissions submissions,
      GpuArena arena,
      InlinePrograms inline,
      Consumer<Kernel> warmUp) {
    this.gpu = gpu;
    this.compiler = compiler;
    this.buffers = buffers;
    this.submissions = submissions;
    this.arena = arena;
    this.inline = inline;
    this.warmUp = warmUp;
  }

  /** Returns whether there is one with these operations. */
  boolean has(int builtins) {
    return kernel != null && kernel.builtins() == builtins;
  }

  /** Returns whether there is one that workers claim programs with. */
  boolean claimsPrograms() {
    return kernel != null && (kernel.builtins() & Builtin.PROGRAMS_BIT) != 0;
  }

  /** Builds one without programs, and has slices use it. */
  void build(KernelSpec spec) {
    submissions.awaitUnfinished();
    replace(new Kernel(gpu, compiler, buffers, spec));
    inline.kernelReplaced();
  }

  /** Returns one that is to be built with programs in it; null when none is. */
  ProgramBackend.KernelBuild withPrograms() {
    if (kernel == null) {
      return null;
    }
    KernelSpec spec = kernel.spec();
    return inline.build(
        programs -> new Kernel(gpu, compiler, buffers, spec.with(programs)), this::install);
  }

  private boolean install(Kernel made) {
    boolean fits = has(made.builtins());
    submissions.awaitUnfinished();
    if (fits) {
      replace(made);
    } else {
      made.close();
    }
    return fits;
  }

  private void replace(Kernel next) {
    if (kernel != null) {
      kernel.close();
    }
    kernel = next;
    warmUp.accept(bound());
  }

  /** Returns it, bound to the words that the programs in it work on; these may have grown. */
  Kernel bound() {
    if (!kernel.spec().inlined().isEmpty()) {
      inline.bind(kernel, arena.firstBlock());
    }
    return kernel;
  }

  /** Returns what it was built from. */
  KernelSpec spec() {
    return kernel.spec();
  }
}
