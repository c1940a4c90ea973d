package dev.vireo.telemetry.socket;

import dev.vireo.telemetry.Telemetry;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * Tells whoever connects what a megakernel does, as a JSON document, and hangs up. Nothing is read
 * from who connects. A thread of its own waits for that; while nobody looks it costs nothing.
 */
public final class TelemetrySocket implements AutoCloseable {
  private static final Logger LOG = System.getLogger(TelemetrySocket.class.getName());
  private static final int MOST_MEGAKERNELS = 1_000;

  private final Supplier<Telemetry> figures;
  private final ServerSocketChannel channel;
  private final Path path;

  private TelemetrySocket(Supplier<Telemetry> figures, ServerSocketChannel channel, Path path) {
    this.figures = figures;
    this.channel = channel;
    this.path = path;
  }

  /**
   * Opens a socket. Where that cannot be done, which is logged, nobody can look.
   *
   * @return null when it could not be opened
   */
  public static TelemetrySocket open(Supplier<Telemetry> figures) {
    try {
      return open(figures, SocketFolder.ofUser());
    } catch (IOException | UnsupportedOperationException e) {
      LOG.log(Level.WARNING, "vireo top cannot show this process: {0}", e.getMessage());
      return null;
    }
  }

  static TelemetrySocket open(Supplier<Telemetry> figures, SocketFolder folder) throws IOException {
    folder.prepare();
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      Path path = bind(channel, folder);
      folder.checkOwner(path);
      TelemetrySocket socket = new TelemetrySocket(figures, channel, path);
      Thread thread = new Thread(socket::serve, "vireo-telemetry");
      thread.setDaemon(true);
      thread.start();
      return socket;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  // The files of a process with the same id that was killed, or lives in another container, may lie
  // there.
  private static Path bind(ServerSocketChannel channel, SocketFolder folder) throws IOException {
    long pid = ProcessHandle.current().pid();
    for (int number = 1; number < MOST_MEGAKERNELS; number++) {
      Path path = folder.entry(pid, number);
      try {
        channel.bind(UnixDomainSocketAddress.of(path));
        return path;
      } catch (BindException taken) {
        if (!Files.exists(path)) {
          throw taken; // such as a path that is too long
        }
      }
    }
    throw new IOException(
        "this process has " + MOST_MEGAKERNELS + " sockets in " + folder.entry(pid, 1).getParent());
  }

  private void serve() {
    while (channel.isOpen()) {
      try (SocketChannel client = channel.accept()) {
        ByteBuffer text =
            StandardCharsets.UTF_8.encode(TelemetryJson.document(figures.get()).toString());
        while (text.hasRemaining()) {
          client.write(text);
        }
      } catch (ClosedChannelException closed) {
        return;
      } catch (IOException | RuntimeException e) {
        LOG.log(Level.DEBUG, "who looked has gone", e);
      }
    }
  }

  /** Ends it. */
  @Override
  public void close() {
    try {
      channel.close();
      Files.deleteIfExists(path);
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "a socket was not removed", e);
    }
  }
}
