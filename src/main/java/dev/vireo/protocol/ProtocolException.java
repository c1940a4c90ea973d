package dev.vireo.protocol;

/**
 * A buffer or a request does not follow the protocol. When one is thrown, nothing has been written.
 *
 * <p>The kinds and their figures are those of vyre-runtime 0.6.3 (its ProtocolError and
 * PipelineError).
 */
public abstract sealed class ProtocolException extends VireoException
    permits ProtocolException.ByteLengthOverflow,
        ProtocolException.MisalignedByteLength,
        ProtocolException.MissingWord,
        ProtocolException.QueueFull,
        ProtocolException.Backend,
        TaskException,
        TenantException,
        ReplayException {
  private static final long serialVersionUID = 1L;

  ProtocolException(String message) {
    super(message);
  }

  ProtocolException(String message, Throwable cause) {
    super(message, cause);
  }

  /** A count asks for more bytes than the buffer's format can have. */
  public static final class ByteLengthOverflow extends ProtocolException {
    private static final long serialVersionUID = 1L;

    /** Name of the buffer: control, ring or debug_log. */
    private final String buffer;

    ByteLengthOverflow(String buffer, String what, long max) {
      super(buffer + ": " + what + " is out of range; pass at most " + Long.toUnsignedString(max));
      this.buffer = buffer;
    }

    /** Returns the buffer's name: control, ring or debug_log. */
    public String buffer() {
      return buffer;
    }
  }

  /** A buffer's length is no multiple of what its format is made of. */
  public static final class MisalignedByteLength extends ProtocolException {
    private static final long serialVersionUID = 1L;

    /** Name of the buffer. */
    private final String buffer;

    /** Its length in bytes. */
    private final long byteLength;

    MisalignedByteLength(String buffer, long byteLength, int unit) {
      super(
          String.format(
              "%s: the length of %d bytes does not fit units of %d bytes; pass the whole buffer"
                  + " and nothing after it",
              buffer, byteLength, unit));
      this.buffer = buffer;
      this.byteLength = byteLength;
    }

    /** Returns the buffer's name. */
    public String buffer() {
      return buffer;
    }

    /** Returns the buffer's length in bytes. */
    public long byteLength() {
      return byteLength;
    }
  }

  /** A buffer ends before a word that the reader needs. */
  public static final class MissingWord extends ProtocolException {
    private static final long serialVersionUID = 1L;

    /** Name of the buffer. */
    private final String buffer;

    /** Index of the missing word. */
    private final long wordIndex;

    /** Length of the buffer in bytes. */
    private final long byteLength;

    MissingWord(String buffer, long wordIndex, long byteLength) {
      super(
          String.format(
              "%s: word %d is missing, the buffer has %d bytes (%d words); pass a buffer of at"
                  + " least %d bytes",
              buffer, wordIndex, byteLength, byteLength / 4, 4 * (wordIndex + 1)));
      this.buffer = buffer;
      this.wordIndex = wordIndex;
      this.byteLength = byteLength;
    }

    /** Returns the buffer's name. */
    public String buffer() {
      return buffer;
    }

    /** Returns the index of the missing word. */
    public long wordIndex() {
      return wordIndex;
    }

    /** Returns the buffer's length in bytes. */
    public long byteLength() {
      return byteLength;
    }
  }

  /** A queue cannot take the request: no such slot, a busy slot, or a payload that does not fit. */
  public static final class QueueFull extends ProtocolException {
    private static final long serialVersionUID = 1L;

    /** Name that vyre gives to the queue that hosts publish into. */
    static final String SUBMISSION = "submission";

    /** Name of the queue. */
    private final String queue;

    QueueFull(String message) {
      super(message);
      this.queue = SUBMISSION;
    }

    /** Returns the queue's name. */
    public String queue() {
      return queue;
    }
  }

  /** A view or snapshot cannot be made of these bytes. */
  public static final class Backend extends ProtocolException {
    private static final long serialVersionUID = 1L;

    Backend(String message) {
      super(message);
    }
  }
}
