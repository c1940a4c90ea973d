package dev.vireo.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * A line of a terminal that tells how far work on bytes has come, and vanishes at its end. Work
 * that is soon done shows none. Not thread-safe.
 */
final class ProgressBar {
  private static final long FIRST_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long NEXT_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final int WIDTH = 30;
  private static final double MIB = 1 << 20;

  private final PrintStream to;
  private final boolean on;
  private final long total;
  private final long start;
  private long drawn;
  private int shown;

  /**
   * Begins.
   *
   * @param on whether anything is shown
   * @param total bytes in all; 0 when nobody knows
   */
  ProgressBar(PrintStream to, boolean on, long total) {
    this(to, on, total, System.nanoTime());
  }

  /** As above, begun at another time. */
  ProgressBar(PrintStream to, boolean on, long total, long start) {
    this.to = to;
    this.on = on;
    this.total = total;
    this.start = start;
    this.drawn = start + FIRST_NANOS - NEXT_NANOS;
  }

  /** Returns whether standard error is a terminal, as far as that can be known. */
  static boolean onTerminal() {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException unknown) { // no Linux
      return System.console() != null;
    }
  }

  /** Shows that so many bytes are done, but not more often than one can read. */
  void show(long done) {
    long now = System.nanoTime();
    if (!on || now - drawn < NEXT_NANOS) {
      return;
    }
    drawn = now;
    String text = text(done, now - start);
    to.print("\r" + text + " ".repeat(Math.max(0, shown - text.length())));
    to.flush();
    shown = text.length();
  }

  private String text(long done, long nanos) {
    double rate = done / MIB * 1e9 / nanos;
    if (total <= 0) {
      return String.format(Locale.ROOT, "%.0f MiB, %.1f MiB/s", done / MIB, rate);
    }
    double share = Math.min(1, (double) done / total);
    int filled = (int) (WIDTH * share);
    return String.format(
        Locale.ROOT,
        "[%s%s] %3.0f %% of %.0f MiB, %.1f MiB/s",
        "#".repeat(filled),
        ".".repeat(WIDTH - filled),
        100 * share,
        total / MIB,
        rate);
  }

  /** Takes the line away, for other text or at the end. */
  void hide() {
    if (shown > 0) {
      to.print("\r" + " ".repeat(shown) + "\r");
      to.flush();
      shown = 0;
    }
  }
}
