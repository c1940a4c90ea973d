package dev.vireo.scan;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Cuts a stream into chunks, each followed by some bytes of the next one. Reads rather than maps:
 * the bytes are copied to the device anyhow, pipes have no mapping, and a file that is cut off
 * while it is mapped ends the JVM.
 */
final class ChunkReader {
  private final InputStream in;
  private final int behind;
  private byte[] rest = new byte[0];
  private long offset;
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

  /**
   * Reads the next chunk and what is behind it, as far as the text goes.
   *
   * @param own bytes of the chunk at most; {@code into} has room for those behind it, too
   * @return bytes that {@code into} holds then; 0 at the end
   */
  int read(byte[] into, int own) throws IOException {
    System.arraycopy(rest, 0, into, 0, rest.length);
    int length = rest.length;
    while (!ended && length < own + behind) {
      int count = in.read(into, length, own + behind - length);
      ended = count < 0;
      length += Math.max(0, count);
    }
    int taken = Math.min(own, length);
    offset += taken;
    rest = Arrays.copyOfRange(into, taken, length);
    return length;
  }
}
