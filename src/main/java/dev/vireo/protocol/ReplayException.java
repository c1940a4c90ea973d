package dev.vireo.protocol;

/** A replay log cannot be opened, written or read. */
public abstract sealed class ReplayException extends ProtocolException {
  private static final long serialVersionUID = 1L;

  private ReplayException(String message) {
    super(message);
  }

  private ReplayException(String message, Throwable cause) {
    super(message, cause);
  }

  /** A log of no records. */
  public static final class ZeroCapacity extends ReplayException {
    private static final long serialVersionUID = 1L;

    ZeroCapacity(String where) {
      super(
          where
              + ": a replay log of 0 records holds nothing; ask for 1 to "
              + ReplayLog.MAX_CAPACITY);
    }
  }

  /** A log of too many records. */
  public static final class CapacityOverflow extends ReplayException {
    private static final long serialVersionUID = 1L;

    /** Records asked for, unsigned. */
    private final long count;

    CapacityOverflow(String where, long count) {
      super(
          String.format(
              "%s: a replay log of %s records is too large; ask for 1 to %d",
              where, Long.toUnsignedString(count), ReplayLog.MAX_CAPACITY));
      this.count = count;
    }

    /** Returns the records asked for, unsigned. */
    public long count() {
      return count;
    }

    /** Returns the most records that a log holds. */
    public long max() {
      return ReplayLog.MAX_CAPACITY;
    }
  }

  /** The file is no replay log of this version, or a record is damaged. */
  public static final class HeaderMismatch extends ReplayException {
    private static final long serialVersionUID = 1L;

    HeaderMismatch(String where, String what, String expected, String found) {
      super(
          String.format(
              "%s: %s is %s, expected %s; move the file away and let a new one be made",
              where, what, found, expected));
    }
  }

  /** The file system failed, or the file ends too early. */
  public static final class Io extends ReplayException {
    private static final long serialVersionUID = 1L;

    /** What was tried. */
    private final String operation;

    Io(String operation, String where, String what) {
      super(where + ": " + operation + ": " + what);
      this.operation = operation;
    }

    Io(String operation, String where, Throwable cause) {
      super(
          where + ": " + operation + ": " + cause + "; check the path, its rights and the disk",
          cause);
      this.operation = operation;
    }

    /** Returns what was tried: open, read, write or sync. */
    public String operation() {
      return operation;
    }
  }
}
