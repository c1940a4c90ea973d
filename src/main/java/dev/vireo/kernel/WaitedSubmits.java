package dev.vireo.kernel;

import dev.vireo.gpu.GpuBuffer;
import dev.vireo.gpu.GpuContext;
import dev.vireo.gpu.RecordedCommands;
import dev.vireo.gpu.SubmitFence;
import dev.vireo.protocol.DeviceException;
import java.util.concurrent.TimeUnit;

/** Submits commands for programs and waits for their end. One thread at a time. */
final class WaitedSubmits {
  /** Longest wait; a first dispatch may include a driver's compilation. */
  private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(120);

  private final GpuContext gpu;
  private final SubmitFence fence;

  WaitedSubmits(GpuContext gpu) {
    this.gpu = gpu;
    this.fence = gpu.fence();
  }

  void run(RecordedCommands commands) {
    fence.reset();
    gpu.submit(commands, fence);
    if (!fence.await(WAIT_NANOS)) {
      gpu.abandon();
      throw new DeviceException(
          "a dispatch of a program on "
              + gpu.info().name()
              + " did not end within 120 s; its Vulkan objects are left alone. Choose another"
              + " device or driver");
    }
  }

  /** Zeroes bytes of a buffer. */
  void clear(GpuBuffer buffer, long first, long bytes) {
    try (RecordedCommands commands =
        gpu.record("clear").fill(buffer, first, bytes, 0).barrierToHost().end()) {
      run(commands);
    }
  }

  /** Copies the beginning of a buffer to that of another one. */
  void copy(GpuBuffer from, GpuBuffer to, long bytes) {
    try (RecordedCommands commands =
        gpu.record("copy").copy(from, 0, to, 0, bytes).barrierToHost().end()) {
      run(commands);
    }
  }
}
