package dev.vireo.kernel;

import dev.vireo.gpu.probe.RecordStyle;
import dev.vireo.protocol.Protection;
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
 */
public record KernelSpec(
    Protection protection,
    int builtins,
    List<HandlerSource> handlers,
    int localSize,
    RecordStyle records,
    boolean partitioned) {
  private static final Pattern LOOP = Pattern.compile("\\b(for|while)\\b");

  public KernelSpec {
    handlers = List.copyOf(handlers);
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
