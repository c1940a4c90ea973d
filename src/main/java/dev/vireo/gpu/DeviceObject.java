package dev.vireo.gpu;

/**
 * Something that a {@link GpuContext} owns. It may be closed on its own; what is still open is
 * destroyed with the context.
 *
 * <p>Thread rule: the device must not use the object while it is closed, and no other thread may be
 * inside one of its methods.
 */
abstract class DeviceObject implements AutoCloseable {
  final GpuContext context;
  final String name;
  private boolean closed;

  DeviceObject(GpuContext context, String name) {
    this.context = context;
    this.name = name;
  }

  /** The name it was given, for messages. */
  public final String name() {
    return name;
  }

  /**
   * Destroys the Vulkan objects; does nothing a second time, or when the context was closed or
   * abandoned.
   */
  @Override
  public final void close() {
    context.release(this);
  }

  /** Called by the context, which holds its lock. */
  final void destroyOnce() {
    if (!closed) {
      closed = true;
      destroy();
    }
  }

  /** Destroys what exists, after a constructor that threw half way too. */
  abstract void destroy();

  @Override
  public final String toString() {
    return getClass().getSimpleName() + " " + name;
  }
}
