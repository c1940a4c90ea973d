package dev.vireo.kernel;

import dev.vireo.gpu.probe.RecordStyle;
import dev.vireo.protocol.Protection;
import dev.vireo.vir0.glsl.ProgramGlsl;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a kernel is built from.
 *
 * @param protection what it checks
 * @param builtins set of {@link Builtin#bit() bits}: the operations it contains, and {@link
 *     Builtin#TENANTS_BIT}
 * @param handlers users' operations, all of them
 * @param localSize invocations in a workgroup
 * @param records how completions are written that the host may see while the kernel runs; null when
 *     it looks at none
 * @param partitioned whether the ring consists of partitions
 * @param inlined programs that workers run themselves; their places are their numbers
 */
public record KernelSpec(
    Protection protection,
    int builtins,
    List<HandlerSource> handlers,
    int localSize,
    RecordStyle records,
    boolean partitioned,
    List<ProgramGlsl> inlined) {
  private static final Pattern LOOP = Pattern.compile("\\b(for|while)\\b");

  public KernelSpec {
    handlers = List.copyOf(handlers);
    inlined = List.copyOf(inlined);
  }

  /** Makes one without programs. */
  public KernelSpec(
      Protection protection,
      int builtins,
      List<HandlerSource> handlers,
      int localSize,
      RecordStyle records,
      boolean partitioned) {
    this(protection, builtins, handlers, localSize, records, partitioned, List.of());
  }

  /** Returns this with programs that workers run themselves in the place of those there were. */
  public KernelSpec with(List<ProgramGlsl> programs) {
    return new KernelSpec(
        protection, builtins, handlers, localSize, records, partitioned, programs);
  }

  /** Makes one for a ring without partitions. */
  public KernelSpec(
      Protection protection,
      int builtins,
      List<HandlerSource> handlers,
      int localSize,
      RecordStyle records) {
    this(protection, builtins, handlers, localSize, records, false);
  }

  /**
   * Returns whether slots may give way to go on in a later slice. Software drivers go through the
   * code of branches that are not taken, so that what is not needed is left out.
   */
  boolean mayGiveWay() {
    return Builtin.MEMCPY.in(builtins) || !handlers.isEmpty();
  }

  /** Returns how many loops the worker has, its own included. */
  int loops() {
    long loops = 1;
    loops += Builtin.PACKED_SLOT.in(builtins) ? 1 : 0;
    loops += Builtin.MEMCPY.in(builtins) ? 1 : 0;
    loops += inlined.isEmpty() ? 0 : 2;
    for (HandlerSource handler : handlers) {
      loops += LOOP.matcher(handler.body()).results().count();
    }
    return (int) loops;
  }

  /** Returns whether there may be loops within the loops of operations. */
  boolean nestsLoops() {
    return Builtin.PACKED_SLOT.in(builtins) || !handlers.isEmpty();
  }
}
