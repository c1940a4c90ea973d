package dev.vireo.runtime;

import dev.vireo.spirv.SpirvException;
import dev.vireo.spirv.lowering.Specialization;
import dev.vireo.spirv.lowering.SpirvProgram;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Lowers the first module of a process a few more times beside what else goes on, mostly while the
 * interpreter is built: the JVM runs what it has run a hundred times several times faster, and the
 * next modules find it so.
 */
final class ModuleWarmUp {
  private static final long MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final int MOST_TIMES = 250;
  private static final int MOST_BYTES = 1 << 16;

  private static final AtomicBoolean DONE = new AtomicBoolean();

  private ModuleWarmUp() {}

  /** Takes notice of a module that could be lowered; returns at once. */
  static void lowered(byte[] module, Specialization chosen) {
    boolean first = module.length <= MOST_BYTES && !DONE.get() && DONE.compareAndSet(false, true);
    if (first && Runtime.getRuntime().availableProcessors() > 1) {
      Thread thread = new Thread(() -> run(module, chosen), "vireo-warm-up");
      thread.setDaemon(true);
      thread.setPriority(Thread.MIN_PRIORITY);
      thread.start();
    }
  }

  private static void run(byte[] module, Specialization chosen) {
    long start = System.nanoTime();
    try {
      for (int i = 0; i < MOST_TIMES && System.nanoTime() - start < MOST_NANOS; i++) {
        SpirvProgram.of(module, chosen);
      }
    } catch (SpirvException changed) {
      // The caller may have changed the bytes meanwhile; nothing depends on this.
    }
  }
}
