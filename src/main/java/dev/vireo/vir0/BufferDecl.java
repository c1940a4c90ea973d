package dev.vireo.vir0;

import java.util.Objects;
import java.util.Optional;

/**
 * A buffer that a program declares.
 *
 * @param name by which statements refer to it
 * @param binding number that the host binds memory to, 0 to 2^32-1
 * @param kind where it lives
 * @param access what the program may do with it
 * @param element type of its elements
 * @param count declared elements, 0 to 2^32-1; 0 is sized when the program is launched
 * @param output whether it is the program's result
 * @param liveOut whether it is used after the program
 * @param outputRange part that counts as result, if not all of it
 * @param hints about its use
 * @param linear how often the program may name it (version 6)
 * @param bytesExtraction whether loads and stores of a bytes buffer are allowed (version 6)
 * @param shape what the count must fulfil (version 6)
 */
public record BufferDecl(
    String name,
    long binding,
    MemoryKind kind,
    BufferAccess access,
    DataType element,
    long count,
    boolean output,
    boolean liveOut,
    Optional<ByteRange> outputRange,
    MemoryHints hints,
    LinearType linear,
    boolean bytesExtraction,
    Optional<ShapePredicate> shape) {
  /**
   * Refuses null.
   *
   * @throws IllegalArgumentException when {@code binding} or {@code count} is not between 0 and
   *     2^32 - 1
   */
  public BufferDecl {
    Objects.requireNonNull(name, "name");
    U32.require("binding", binding);
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(access, "access");
    Objects.requireNonNull(element, "element");
    U32.require("count", count);
    Objects.requireNonNull(outputRange, "outputRange");
    Objects.requireNonNull(hints, "hints");
    Objects.requireNonNull(linear, "linear");
    Objects.requireNonNull(shape, "shape");
  }

  /** Returns a buffer with the defaults of its access, neither output nor live-out. */
  public static BufferDecl of(
      String name, long binding, BufferAccess access, DataType element, long count) {
    return new BufferDecl(
        name,
        binding,
        access.defaultKind(),
        access,
        element,
        count,
        false,
        false,
        Optional.empty(),
        MemoryHints.DEFAULT,
        LinearType.UNRESTRICTED,
        false,
        Optional.empty());
  }

  /** Returns the same buffer as the program's result: output and live-out. */
  public BufferDecl asOutput() {
    return new BufferDecl(
        name,
        binding,
        kind,
        access,
        element,
        count,
        true,
        true,
        outputRange,
        hints,
        linear,
        bytesExtraction,
        shape);
  }

  /**
   * Says whether the host allocates the buffer, zeroed, instead of taking an input for it (vir0
   * section 10): the output, write-only buffers and live-out read-write buffers.
   */
  public boolean hostAllocated() {
    return output
        || access == BufferAccess.WRITE_ONLY
        || (liveOut && access == BufferAccess.READ_WRITE);
  }

  /** Says whether the buffer's contents are part of the program's result. */
  public boolean result() {
    return hostAllocated() || access == BufferAccess.READ_WRITE;
  }
}
