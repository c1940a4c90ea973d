package dev.vireo.kernel;

import dev.vireo.gpu.probe.RecordStyle;
import dev.vireo.protocol.Protection;
import java.util.List;

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
}
