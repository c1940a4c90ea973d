package dev.vireo.scan;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.TreeSet;

/** What scans find, as lines of {@code line:offset:match}, and what they have to find. */
final class Finds {
  private Finds() {}

  /** Returns what a scan finds. */
  static String of(Scan scan, InputStream text, boolean all)
      throws IOException, InterruptedException {
    StringBuilder lines = new StringBuilder();
    long[] told = {0, 0};
    Found found =
        scan.run(
            text,
            all,
            true,
            (offset, line, bytes, from, length, pattern) -> {
              told[0]++;
              append(lines, line, offset, bytes, from, length);
            },
            done -> told[1] = done);
    if (found.matches() != told[0] || found.bytes() != told[1]) {
      throw new AssertionError(found + " but told of " + Arrays.toString(told));
    }
    return lines.toString();
  }

  static String of(Scan scan, byte[] text, boolean all) throws IOException, InterruptedException {
    return of(scan, new ByteArrayInputStream(text), all);
  }

  private static void append(
      StringBuilder lines, long line, long offset, byte[] bytes, int from, int length) {
    String match = new String(bytes, from, length, StandardCharsets.ISO_8859_1);
    lines.append(line).append(':').append(offset).append(':').append(match).append('\n');
  }

  /** Returns what is to be found, the slow way. */
  static String expected(Patterns patterns, byte[] text, boolean all) {
    StringBuilder lines = new StringBuilder();
    long line = 1;
    int free = 0;
    for (int at = 0; at < text.length; at++) {
      TreeSet<Integer> lengths = new TreeSet<>();
      for (int i = 0; i < patterns.count(); i++) {
        int end = at + patterns.string(i).length;
        if (end <= text.length && Arrays.equals(text, at, end, patterns.string(i), 0, end - at)) {
          lengths.add(end - at);
        }
      }
      if (all) {
        for (int length : lengths) {
          append(lines, line, at, text, at, length);
        }
      } else if (!lengths.isEmpty() && at >= free) {
        append(lines, line, at, text, at, lengths.last());
        free = at + lengths.last();
      }
      line += text[at] == '\n' ? 1 : 0;
    }
    return lines.toString();
  }
}
