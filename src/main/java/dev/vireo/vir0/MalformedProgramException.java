package dev.vireo.vir0;

/**
 * Bytes are no program, or a program has no bytes. The message is {@code malformed program at byte
 * OFFSET (PATH): what is wrong; remedy}.
 */
public sealed class MalformedProgramException extends Vir0Exception
    permits MalformedProgramException.VersionMismatch {
  private static final long serialVersionUID = 1L;

  /** What is wrong, in the wording of the wire format. */
  public enum Kind {
    /** No magic, or a version that the reader does not accept. */
    HEADER,
    /** The bytes end too early. */
    TRUNCATED,
    /** Bytes are left over. */
    TRAILING,
    /** A variable-length number is unterminated or too large. */
    NUMBER,
    /** A field has a value that it cannot have. */
    VALUE,
    /** The digest does not fit the body. */
    DIGEST,
    /** A record names an operation that does not fit its payload. */
    OPERATION,
    /** A tag is not defined. */
    TAG,
    /** An extension that nobody registered. */
    EXTENSION,
    /** More than the format allows. */
    LIMIT,
    /** A string is not UTF-8. */
    UTF8,
    /** Nested too deeply. */
    DEPTH,
    /** The program has something that the version to be written has no place for. */
    UNWRITABLE
  }

  private final Kind kind;
  private final long offset;
  private final String path;

  /**
   * Makes one.
   *
   * @param offset byte of the blob, or -1 when writing failed
   * @param path what was read or written
   * @param problem one clause and the remedy
   */
  public MalformedProgramException(Kind kind, long offset, NodePath path, String problem) {
    super(
        offset < 0
            ? "program cannot be written (" + path + "): " + problem
            : "malformed program at byte " + offset + " (" + path + "): " + problem);
    this.kind = kind;
    this.offset = offset;
    this.path = path.toString();
  }

  /** Returns what is wrong. */
  public Kind kind() {
    return kind;
  }

  /** Returns the byte of the blob where reading failed, or -1 when writing failed. */
  public long offset() {
    return offset;
  }

  /** Returns what was being read or written there, such as {@code body[0].body[2].value}. */
  public String path() {
    return path;
  }

  /** The blob has a version that the reader does not accept. */
  public static final class VersionMismatch extends MalformedProgramException {
    private static final long serialVersionUID = 1L;

    private final int expected;
    private final int found;

    VersionMismatch(WireVersions accepted, int found) {
      super(
          Kind.HEADER,
          4,
          NodePath.ROOT.field("version"),
          String.format(
              "version %d, but this reader accepts %s; write the program as version %d",
              found, accepted, accepted.newest()));
      this.expected = accepted.oldest();
      this.found = found;
    }

    /** Returns the oldest version that the reader accepts. */
    public int expected() {
      return expected;
    }

    /** Returns the version that the blob has. */
    public int found() {
      return found;
    }
  }
}
