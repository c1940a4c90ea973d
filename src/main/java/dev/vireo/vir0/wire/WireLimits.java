package dev.vireo.vir0.wire;

/** Figures of the wire format. Source: VIR0 sections 2, 3 and 7. */
public final class WireLimits {
  /** Version that programs are written as unless they need a newer one. */
  public static final int DEFAULT_VERSION = 4;

  static final long MAX_U32 = 0xFFFF_FFFFL;
  public static final int MAX_BLOB = 64 << 20;
  public static final int HEADER_BYTES = 40;
  public static final int DIGEST_OFFSET = 8;
  public static final int DIGEST_BYTES = 32;
  public static final int FLAGS = 4;
  static final int MAX_NODES = 1_000_000;
  static final int MAX_BUFFERS = 16_384;
  static final int MAX_ARGUMENTS = 4096;
  static final int MAX_STRING = 1 << 20;
  static final int MAX_EXTENSION = 4 << 20;
  static final int MAX_SHAPE = 64;
  static final int MAX_DEPTH = 64;
  static final long MIN_EXTENSION_ID = 0x8000_0000L;
  static final int EXTENSION_TAG = 0x80;

  /**
   * Nodes and expressions of a whole blob. The format bounds each list only; this bounds memory at
   * some 400 MB and is 40 times what validation allows.
   */
  static final int MAX_TREE = 4_000_000;

  /** Types inside types; the format has no bound, this keeps the stack small. */
  public static final int MAX_TYPE_DEPTH = 256;

  public static final byte[] MAGIC = {'V', 'Y', 'R', 'E'};
  static final byte[] METADATA_MARKER = {'V', 'Y', 'R', 'E', '-', 'M', 'E', 'T', 'A'};
  static final String METADATA_OP = "vyre.program.metadata";

  private WireLimits() {}
}
