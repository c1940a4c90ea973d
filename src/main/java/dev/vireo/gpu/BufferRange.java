package dev.vireo.gpu;

/**
 * A part of a buffer, as a shader's binding.
 *
 * @param buffer null for no buffer at all, which only {@link ModuleSupport#exactRanges} allows:
 *     loads from it give zeros and stores do nothing
 * @param offset in bytes, as devices want it: a multiple of 256 is right for all
 * @param bytes from there on, at least 1 if there is a buffer
 */
public record BufferRange(GpuBuffer buffer, long offset, long bytes) {
  /** No buffer. */
  public static final BufferRange NONE = new BufferRange(null, 0, 0);

  /** Returns a buffer from its beginning to its end. */
  public static BufferRange whole(GpuBuffer buffer) {
    return new BufferRange(buffer, 0, buffer.bytes());
  }
}
