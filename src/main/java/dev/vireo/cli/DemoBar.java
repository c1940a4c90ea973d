package dev.vireo.cli;

import dev.vireo.demo.DemoProgress;
import java.io.PrintStream;
import java.util.Locale;

/** Shows how the demo gets on: a bar on a terminal, else a line for each quarter. */
final class DemoBar implements DemoProgress {
  private static final int CELLS = 30;
  private static final int PARTS = 4; // lines without a terminal

  private final PrintStream err;
  private final boolean terminal;
  private int shown; // columns of the line that stands there
  private int part;

  DemoBar(PrintStream err, boolean terminal) {
    this.err = err;
    this.terminal = terminal;
  }

  @Override
  public void note(String text) {
    clear();
    err.println(text);
    err.flush();
  }

  @Override
  public void tiles(double done, double perSecond) {
    String figures = String.format(Locale.ROOT, "%3.0f %%, %,.0f tiles/s", 100 * done, perSecond);
    if (terminal) {
      int full = (int) Math.round(CELLS * done);
      line("[" + "#".repeat(full) + "-".repeat(CELLS - full) + "] " + figures);
    } else if ((int) (PARTS * done) > part) {
      part = (int) (PARTS * done);
      err.println(figures);
    }
  }

  private void line(String text) {
    err.print("\r" + text + " ".repeat(Math.max(0, shown - text.length())));
    err.flush();
    shown = text.length();
  }

  /** Removes the bar. */
  void end() {
    clear();
  }

  private void clear() {
    if (shown > 0) {
      err.print("\r" + " ".repeat(shown) + "\r");
      shown = 0;
    }
  }
}
