package dev.vireo.gpu;

import dev.vireo.protocol.DeviceException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Makes the pipelines of a context: under its lock, or beside its other uses, which a driver's
 * compilation does not hold up then. Safe for all threads.
 */
final class Pipelines {
  private final GpuContext context;
  private final PipelineCache cache;
  private int building; // those on their way beside other uses; guarded by the context

  Pipelines(GpuContext context, PipelineCache cache) {
    this.context = context;
    this.cache = cache;
  }

  /**
   * Makes one with the context locked.
   *
   * @param bindings how many it binds
   * @param buffers what it binds; empty when its dispatches say that
   */
  ComputePipeline make(
      String name, ByteBuffer spirv, int bindings, List<GpuBuffer> buffers, int pushBytes) {
    check(name, spirv, bindings, pushBytes);
    ComputePipeline pipeline = new ComputePipeline(context, name, bindings, pushBytes);
    context.construct(
        pipeline, () -> pipeline.create(spirv, bindings, buffers, null, cache.handle()));
    cache.touched();
    return pipeline;
  }

  /**
   * Makes one beside other uses.
   *
   * @param confining what keeps it within the ranges that it binds; null for nothing
   */
  ComputePipeline makeBeside(
      String name, ByteBuffer spirv, int bindings, int pushBytes, ModuleSupport confining) {
    check(name, spirv, bindings, pushBytes);
    ComputePipeline pipeline = new ComputePipeline(context, name, bindings, pushBytes);
    beside(pipeline, () -> pipeline.create(spirv, bindings, List.of(), confining, cache.handle()));
    return pipeline;
  }

  /** Makes one of a user's module, likewise. */
  ModulePipeline makeBeside(
      String name, ByteBuffer spirv, String entry, List<ModuleBinding> bindings, int pushBytes) {
    check(name, spirv, 0, pushBytes);
    ModulePipeline pipeline = new ModulePipeline(context, name, bindings, pushBytes);
    beside(pipeline, () -> pipeline.create(spirv, entry, context.modules(), cache.handle()));
    return pipeline;
  }

  private void check(String name, ByteBuffer spirv, int bindings, int pushBytes) {
    context.checkOpen();
    DeviceInfo device = context.info();
    if (bindings > device.maxStorageBuffers()) {
      throw new DeviceException(
          "pipeline \""
              + name
              + "\" binds "
              + bindings
              + " buffers, and "
              + device.name()
              + " takes at most "
              + device.maxStorageBuffers());
    }
    if (pushBytes < 0 || (pushBytes & 3) != 0 || pushBytes > device.maxPushConstantBytes()) {
      throw new IllegalArgumentException(
          pushBytes
              + " bytes of push constants: must be a multiple of 4 from 0 to "
              + device.maxPushConstantBytes());
    }
    if (spirv.remaining() == 0 || (spirv.remaining() & 3) != 0) {
      throw new IllegalArgumentException(
          "SPIR-V of " + spirv.remaining() + " bytes for \"" + name + "\": must be whole words");
    }
  }

  private void beside(DeviceObject pipeline, Runnable create) {
    synchronized (context) {
      context.checkOpen();
      context.adopt(pipeline);
      building++;
    }
    boolean made = false;
    try {
      create.run();
      made = true;
    } finally {
      synchronized (context) {
        building--;
        context.notifyAll();
        cache.touched();
        if (!made) {
          context.release(pipeline);
        }
      }
    }
  }

  /**
   * Waits for those on their way; called with the context locked, once it begins no more.
   *
   * @return whether none is left
   */
  boolean awaitBuilt(long nanos) {
    long end = System.nanoTime() + nanos;
    boolean interrupted = false;
    while (building > 0 && System.nanoTime() - end < 0) {
      try {
        TimeUnit.NANOSECONDS.timedWait(context, end - System.nanoTime());
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return building == 0;
  }

  /** Stores what the driver compiled, when all pipelines are destroyed. */
  void close() {
    cache.close();
  }
}
