package dev.vireo.scan;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Cuts a stream into chunks, each followed by some bytes of the next one. Reads rather than maps:
 * the bytes are copied to the device anyhow, pipes have no mapping, and a file that is cut off
 * while it is mapped ends the JVM.
 *
 * <p>While a pipe has no more, the lines that are there become a chunk: no match goes beyond their
 * end.
 */
final class ChunkReader {
  private static final byte NEWLINE = '\n';

  /** How long more is waited for; a writer that is busy brings it sooner. */
  private static final int IDLE_MILLIS = 5;

  private final InputStream in;
  private final int behind;
  private byte[] rest = new byte[0];
  private long offset;
  private int own;
  private boolean ended;

  /**
   * Begins with a stream.
   *
   * @param behind bytes of the next chunk that each one is followed by, but at the text's end
   */
  ChunkReader(InputStream in, int behind) {
    this.in = in;
    this.behind = behind;
  }

  /** Returns how many bytes are before the next chunk. */
  long offset() {
    return offset;
  }

  /** Returns whether the next chunk may be read without waiting for somebody to write it. */
  boolean ready() throws IOException {
    return ended || in.available() > 0;
  }

  /** Returns how many of the bytes that were read are the chunk's own. */
  int own() {
    return own;
  }

  /**
   * Reads the next chunk and what is behind it, as far as the text goes.
   *
   * @param most own bytes at most; {@code into} has room for those behind it, too
   * @return bytes that {@code into} holds then; 0 at the end
   */
  int read(byte[] into, int most) throws IOException, InterruptedException {
    System.arraycopy(rest, 0, into, 0, rest.length);
    int length = rest.length;
    int lines = 0;
    while (!ended && lines == 0 && length < most + behind) {
      int count = in.read(into, length, most + behind - length);
      ended = count < 0;
      length += Math.max(0, count);
      lines = !ended && length < most + behind && idle() ? lines(into, length) : 0;
    }
    own = Math.min(most, lines > 0 ? lines : length);
    offset += own;
    rest = Arrays.copyOfRange(into, own, length);
    return length;
  }

  private boolean idle() throws IOException, InterruptedException {
    for (int waited = 0; waited < IDLE_MILLIS && in.available() == 0; waited++) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
    return in.available() == 0;
  }

  /** Returns how many bytes are in whole lines. */
  private static int lines(byte[] bytes, int length) {
    int end = length;
    while (end > 0 && bytes[end - 1] != NEWLINE) {
      end--;
    }
    return end;
  }
}
