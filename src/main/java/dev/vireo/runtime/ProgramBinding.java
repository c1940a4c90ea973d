package dev.vireo.runtime;

import dev.vireo.vir0.bytecode.Bytecode;
import java.util.List;

/**
 * The ranges of the arena that a program's buffers are. Immutable.
 *
 * @param program whose buffers they are
 * @param areas by the buffers' numbers in the program; {@link ArenaRange#NONE} for workgroup memory
 * @param push its push constants, whose range is the last area; null if it has none
 */
record ProgramBinding(LoadedCode program, List<ArenaRange> areas, PushWords push) {
  /** Returns whether all ranges are there still. */
  boolean open() {
    return areas.stream().allMatch(area -> area == ArenaRange.NONE || !area.closed());
  }

  /** Returns the first words, by the numbers that bytecode uses. */
  long[] bases(Bytecode code) {
    return code.buffers().stream()
        .mapToLong(buffer -> !buffer.bound() ? buffer.base() : areas.get(buffer.number()).first())
        .toArray();
  }

  /** Returns the words, by the numbers that bytecode uses. */
  int[] sizes(Bytecode code) {
    return code.buffers().stream()
        .mapToInt(buffer -> !buffer.bound() ? 0 : areas.get(buffer.number()).words())
        .toArray();
  }
}
