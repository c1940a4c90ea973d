package dev.vireo.cli;

import dev.vireo.protocol.VireoException;
import java.io.PrintStream;

/** Bytes for standard output, of which there may be many millions of lines. Not thread-safe. */
final class RawOutput {
  private static final int LENGTH = 1 << 16;
  private static final int DIGITS = 20;

  private final PrintStream to;
  private final Runnable before;
  private final byte[] buffer = new byte[LENGTH];
  private final byte[] digits = new byte[DIGITS];
  private int length;

  /** Nobody takes the output any more. */
  static final class OutputException extends VireoException {
    private static final long serialVersionUID = 1L;

    OutputException() {
      super("standard output takes no more: its reader is gone or the disk is full");
    }
  }

  /**
   * Begins.
   *
   * @param before runs before something is passed on
   */
  RawOutput(PrintStream to, Runnable before) {
    this.to = to;
    this.before = before;
  }

  void octet(int value) {
    if (length == LENGTH) {
      flush();
    }
    buffer[length++] = (byte) value;
  }

  void bytes(byte[] from, int first, int count) {
    if (count > LENGTH - length) {
      flush();
    }
    if (count > LENGTH) {
      to.write(from, first, count);
      return;
    }
    System.arraycopy(from, first, buffer, length, count);
    length += count;
  }

  /** Writes a number that is not negative in decimal digits. */
  void number(long value) {
    int at = DIGITS;
    long left = value;
    do {
      digits[--at] = (byte) ('0' + left % 10);
      left /= 10;
    } while (left > 0);
    bytes(digits, at, DIGITS - at);
  }

  /**
   * Passes everything on.
   *
   * @throws OutputException when nobody takes it
   */
  void flush() {
    if (length > 0) {
      before.run();
      to.write(buffer, 0, length);
      length = 0;
    }
    if (to.checkError()) { // flushes
      throw new OutputException();
    }
  }
}
