package dev.vireo.cli;

import dev.vireo.scan.Found;
import dev.vireo.scan.Match;

/** Shows what a scan finds, file by file. */
interface ScanOutput extends Match, AutoCloseable {
  /** A file begins. */
  void begin(String file);

  /** The file is over. */
  void end(Found found);

  /** The file cannot be read, or no further; that was told elsewhere. */
  void fail(String problem);

  /** Passes on what was shown so far. */
  void flush();

  /** All files are over. */
  @Override
  void close();
}
