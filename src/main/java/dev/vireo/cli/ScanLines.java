package dev.vireo.cli;

import dev.vireo.scan.Found;
import java.nio.charset.StandardCharsets;

/**
 * Shows matches as {@code grep -ob} does: file, where there are several, line, where lines are
 * counted, offset, and the match's bytes as they are; or the number of matches only.
 */
final class ScanLines implements ScanOutput {
  private static final byte[] NOTHING = {};

  private final RawOutput out;
  private final boolean named;
  private final boolean counts;
  private byte[] name = NOTHING;

  /**
   * Begins.
   *
   * @param named whether lines begin with the file's name
   * @param counts whether a file's matches are only counted
   */
  ScanLines(RawOutput out, boolean named, boolean counts) {
    this.out = out;
    this.named = named;
    this.counts = counts;
  }

  @Override
  public void begin(String file) {
    name = named ? (file + ":").getBytes(StandardCharsets.UTF_8) : NOTHING;
  }

  @Override
  public void found(long offset, long line, byte[] text, int from, int length, int pattern) {
    if (counts) {
      return;
    }
    out.bytes(name, 0, name.length);
    if (line > 0) {
      out.number(line);
      out.octet(':');
    }
    out.number(offset);
    out.octet(':');
    out.bytes(text, from, length);
    out.octet('\n');
  }

  @Override
  public void end(Found found) {
    if (counts) {
      out.bytes(name, 0, name.length);
      out.number(found.matches());
      out.octet('\n');
    }
  }

  @Override
  public void fail(String problem) {
    // Nothing is shown of it.
  }

  @Override
  public void flush() {
    out.flush();
  }

  @Override
  public void close() {
    out.flush();
  }
}
