package dev.vireo.cli;

import dev.vireo.bench.report.Run;

/** Shows how far a run has come: a line for each benchmark, and on a terminal its rounds. */
final class RunProgress implements Run.Progress {
  private static final int WIDTH = 24;

  private final Console console;
  private final boolean terminal;
  private final long start = System.nanoTime();
  private String part = "";
  private boolean open;

  RunProgress(Console console) {
    this.console = console;
    this.terminal = System.console() != null;
  }

  @Override
  public void part(int number, int all, String name) {
    close();
    long seconds = (System.nanoTime() - start) / 1_000_000_000;
    part = "[" + number + "/" + all + "] " + name;
    if (!terminal) {
      console.message(part + ", after " + seconds + " s");
    }
  }

  @Override
  public void step(int done, int all) {
    if (terminal) {
      int filled = Math.min(WIDTH, WIDTH * done / Math.max(1, all));
      String bar = "#".repeat(filled) + ".".repeat(WIDTH - filled);
      console.err().printf("\r%-26s %s %d/%d \u001b[K", part, bar, done, all);
      console.err().flush();
      open = true;
    }
  }

  @Override
  public void message(String text) {
    close();
    console.message(text);
  }

  /** Ends the line that is shown. */
  void close() {
    if (open) {
      console.err().print("\r\u001b[K");
      open = false;
    }
  }
}
