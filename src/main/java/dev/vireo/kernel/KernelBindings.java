package dev.vireo.kernel;

/**
 * Binding numbers of the kernel's storage buffers. The first four are the protocol's; number 3, the
 * IO queue, is left free until an operation uses it.
 */
public final class KernelBindings {
  /** The control buffer. */
  public static final int BINDING_CONTROL = 0;

  /** The ring. */
  public static final int BINDING_RING = 1;

  /** The debug log. */
  public static final int BINDING_DEBUG_LOG = 2;

  /** The IO queue. */
  public static final int BINDING_IO_QUEUE = 3;

  /** What the host asks of a slice. */
  public static final int BINDING_REQUEST = 4;

  /** What belongs to the device. */
  public static final int BINDING_STATE = 5;

  /** What the device answers. */
  public static final int BINDING_COMPLETIONS = 6;

  /** Stamps of the slots that were published, and the word that ends a slice. */
  public static final int BINDING_DOORBELL = 7;

  /** What tenants may do; written by the host. */
  public static final int BINDING_TENANTS = 8;

  /** How many storage buffers the kernel binds. */
  public static final int BINDINGS = 9;

  private KernelBindings() {}
}
