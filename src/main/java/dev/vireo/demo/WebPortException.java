package dev.vireo.demo;

import dev.vireo.protocol.VireoException;
import java.io.IOException;

/** The demo's server cannot listen. */
public final class WebPortException extends VireoException {
  private static final long serialVersionUID = 1L;

  WebPortException(int port, IOException cause) {
    super("port " + port + " cannot be listened on (" + cause + "); choose another --port", cause);
  }
}
