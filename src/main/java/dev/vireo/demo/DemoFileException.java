package dev.vireo.demo;

import dev.vireo.protocol.VireoException;
import java.io.IOException;
import java.nio.file.Path;

/** A file of the demo cannot be written. */
public final class DemoFileException extends VireoException {
  private static final long serialVersionUID = 1L;

  DemoFileException(Path file, IOException cause) {
    super(file + " cannot be written (" + cause + "); choose another folder with --out", cause);
  }
}
