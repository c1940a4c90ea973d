package dev.vireo.kernel;

import dev.vireo.gpu.DeviceInfo;
import dev.vireo.gpu.GpuBuffer;
import dev.vireo.gpu.GpuContext;
import dev.vireo.gpu.MemoryType;
import dev.vireo.gpu.MemoryUse;
import java.util.ArrayList;
import java.util.List;

/**
 * Words on a device that programs work on. They lie in blocks of equal length, each as long as a
 * program can bind, made and enlarged when they are needed. One thread at a time, while nothing
 * runs.
 */
public final class ProgramArena {
  private static final long LEAST_WORDS = 1 << 20;

  /** The bits above it in a word's number say in which block it lies. */
  private static final long MOST_BLOCK_WORDS = 1L << ProgramLayout.VM_BLOCK_SHIFT;

  private static final int ALIGNMENT = 64;
  private static final long MOST_BLOCKS = 1024;

  /**
   * How long an arena can be.
   *
   * @param blockWords words of a block; no resource is longer
   * @param words words of all blocks
   */
  public record Plan(long blockWords, long words) {
    /**
     * Returns what a device has the memory for, if nobody else uses it: three quarters.
     *
     * @param wanted words of a block; 0 for as many as a program can bind
     */
    public static Plan of(DeviceInfo device, long wanted) {
      long block = Math.min(MOST_BLOCK_WORDS, device.maxStorageBufferRange() / Integer.BYTES);
      block = (wanted == 0 ? block : Math.min(block, wanted)) / ALIGNMENT * ALIGNMENT;
      long room = 0;
      for (MemoryType type : device.placement().types()) {
        room = type.deviceLocal() ? Math.max(room, type.heapBytes()) : room;
      }
      room = Math.max(LEAST_WORDS, room / 4 * 3 / Integer.BYTES) / ALIGNMENT * ALIGNMENT;
      return new Plan(block, Math.min(room, MOST_BLOCKS * block));
    }
  }

  private final GpuContext gpu;
  private final WaitedSubmits submits;
  private final Plan plan;
  private final List<GpuBuffer> blocks = new ArrayList<>(); // null where there is none yet
  private final Runnable replaced;

  /**
   * Prepares an arena without a block.
   *
   * @param replaced called before a block is freed, which a larger one has replaced
   */
  ProgramArena(GpuContext gpu, WaitedSubmits submits, Plan plan, Runnable replaced) {
    this.plan = plan;
    this.gpu = gpu;
    this.submits = submits;
    this.replaced = replaced;
  }

  /** Returns the number of the block that a word lies in. */
  int blockOf(long word) {
    return (int) (word / plan.blockWords);
  }

  /** Returns a word's place in its block. */
  public long wordOf(long word) {
    return word % plan.blockWords;
  }

  /** Returns the block that a word lies in, for which {@link #reserve} made room. */
  public GpuBuffer block(long word) {
    return blocks.get(blockOf(word));
  }

  /** Makes room for words of one block; new ones are zeroed. */
  public void reserve(long first, long words) {
    int number = blockOf(first);
    while (blocks.size() <= number) {
      blocks.add(null);
    }
    GpuBuffer block = blocks.get(number);
    long end = wordOf(first) + words;
    if (end > plan.blockWords) {
      throw new IllegalArgumentException(
          words + " words from " + first + " on in blocks of " + plan.blockWords);
    }
    if (block == null || Integer.BYTES * end > block.bytes()) {
      enlarge(number, end);
    }
  }

  // Few steps, because each one copies what there was.
  private void enlarge(int number, long end) {
    long words = Math.max(LEAST_WORDS, Long.highestOneBit(Math.max(1, 2 * end - 1)));
    long bytes = Integer.BYTES * Math.min(plan.blockWords, words);
    GpuBuffer next = gpu.buffer("resources", bytes, MemoryUse.DEVICE);
    try {
      GpuBuffer old = blocks.get(number);
      submits.clear(next, 0, bytes);
      if (old != null) {
        submits.copy(old, next, old.bytes());
        replaced.run();
        old.close();
      }
    } catch (RuntimeException | Error failed) {
      next.close();
      throw failed;
    }
    blocks.set(number, next);
  }

  /** Zeroes words of one block. */
  public void clear(long first, long words) {
    reserve(first, words);
    submits.clear(block(first), Integer.BYTES * wordOf(first), Integer.BYTES * words);
  }
}
