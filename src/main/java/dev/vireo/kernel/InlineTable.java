package dev.vireo.kernel;

import dev.vireo.gpu.GpuBuffer;
import dev.vireo.gpu.GpuContext;
import dev.vireo.gpu.MemoryUse;
import dev.vireo.vir0.WorkgroupSize;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.function.IntPredicate;

/**
 * The binding sets with which workers run programs themselves, and the board on which they share a
 * grid. What is not in the table is left to the host. Changed between slices, by one thread at a
 * time.
 */
public final class InlineTable {
  final GpuBuffer buffer;
  private final IntBuffer words;
  private volatile boolean used; // since it was cleared

  /** Makes an empty one. */
  public InlineTable(GpuContext gpu) {
    buffer = gpu.buffer("inline", 4L * InlineLayout.INLINE_WORDS, MemoryUse.REQUEST);
    words = buffer.mapped().order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
    for (int i = 0; i < InlineLayout.INLINE_WORDS; i++) {
      words.put(i, 0);
    }
  }

  private static int entry(int number) {
    return InlineLayout.INLINE_TABLE
        + (number & InlineLayout.INLINE_ENTRY_MASK) * InlineLayout.INLINE_ENTRY_WORDS;
  }

  /** Says whether a binding set is in the table; any thread. */
  public boolean holds(int binding) {
    return used && words.get(entry(binding) + InlineLayout.INLINE_BINDING) == binding;
  }

  /**
   * Adds a binding set, in the place of another one perhaps.
   *
   * @param binding its number, not 0
   * @param number the program's number in the kernel
   * @param mostGroups workgroups that a grid may have
   * @param bases first word in the arena's first block of each buffer
   * @param sizes words of each
   */
  public void put(
      int binding,
      int opcode,
      int number,
      WorkgroupSize size,
      int mostGroups,
      long[] bases,
      int[] sizes) {
    int at = entry(binding);
    words.put(at + InlineLayout.INLINE_BINDING, binding);
    words.put(at + InlineLayout.INLINE_OPCODE, opcode);
    words.put(at + InlineLayout.INLINE_NUMBER, number);
    words.put(at + InlineLayout.INLINE_MOST_GROUPS, mostGroups);
    words.put(at + InlineLayout.INLINE_SIZE_X, (int) size.x());
    words.put(at + InlineLayout.INLINE_SIZE_Y, (int) size.y());
    words.put(at + InlineLayout.INLINE_SIZE_Z, (int) size.z());
    for (int i = 0; i < sizes.length; i++) {
      words.put(at + InlineLayout.INLINE_BUFFERS + 2 * i, (int) bases[i]);
      words.put(at + InlineLayout.INLINE_BUFFERS + 2 * i + 1, sizes[i]);
    }
    used = true;
  }

  /** Forgets the binding sets of the opcodes that {@code which} picks. */
  public void forget(IntPredicate which) {
    for (int i = 0; used && i < InlineLayout.INLINE_ENTRIES; i++) {
      int at = entry(i);
      if (which.test(words.get(at + InlineLayout.INLINE_OPCODE))) {
        words.put(at + InlineLayout.INLINE_BINDING, 0);
      }
    }
  }

  /** Forgets all binding sets. */
  public void clear() {
    forget(opcode -> true);
    used = false;
  }
}
