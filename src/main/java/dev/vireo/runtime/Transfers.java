package dev.vireo.runtime;

import dev.vireo.gpu.GpuBuffer;
import dev.vireo.gpu.GpuContext;
import dev.vireo.gpu.MemoryUse;
import dev.vireo.gpu.RecordedCommands;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;

/**
 * Words that go between arrays and the device's buffers: through mapped memory where that is quick,
 * else by a copy on the device, which needs the pump's turn.
 */
final class Transfers {
  private static final long STAGING_BYTES = 64 * 1024;

  private final GpuContext gpu;
  private final Submissions submissions;
  private GpuBuffer staging; // null before the first read by a copy

  Transfers(GpuContext gpu, Submissions submissions) {
    this.gpu = gpu;
    this.submissions = submissions;
  }

  /** Stores words from word {@code first} of a buffer on. */
  void write(GpuBuffer buffer, long first, int[] from, int offset, int count) {
    ByteBuffer mapped = buffer.mapped();
    if (mapped != null) {
      mapped.order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().put((int) first, from, offset, count);
      return;
    }
    GpuBuffer staging = gpu.buffer("staging", 4L * count, MemoryUse.REQUEST);
    staging.mapped().order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().put(0, from, offset, count);
    copy(staging, 0, buffer, 4L * first, 4L * count);
    staging.close(); // not when the copy may still run: then it stays with the context
  }

  /**
   * Reads words from word {@code first} of a buffer on. Host reads of device memory cost about a
   * microsecond each, a copy about as much as a slice.
   */
  void read(GpuBuffer buffer, long first, int[] into, int offset, int count) {
    if (count == 0) {
      return;
    }
    if (buffer.mapped() != null && buffer.cheapHostReads()) {
      IntBuffer words = buffer.mapped().order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
      words.get((int) first, into, offset, count);
      return;
    }
    GpuBuffer staging = staging(4L * count);
    copy(buffer, 4L * first, staging, 0, 4L * count);
    staging.mapped().order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(0, into, offset, count);
  }

  // Kept from read to read: allocating device memory takes some drivers milliseconds.
  private GpuBuffer staging(long bytes) {
    if (staging == null || staging.bytes() < bytes) {
      if (staging != null) {
        staging.close();
      }
      staging = gpu.buffer("staging", Math.max(bytes, STAGING_BYTES), MemoryUse.ANSWER);
    }
    return staging;
  }

  private void copy(GpuBuffer from, long fromByte, GpuBuffer to, long toByte, long bytes) {
    RecordedCommands commands =
        gpu.record("copy").copy(from, fromByte, to, toByte, bytes).barrierToHost().end();
    submissions.run(commands);
    commands.close(); // not when it may still run: then it stays with the context
  }
}
