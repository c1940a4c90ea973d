package dev.vireo.telemetry.socket;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.vireo.telemetry.Telemetry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * What a megakernel of some process of this user tells of itself.
 *
 * @param pid of the process
 * @param number of the megakernel in it
 * @param program what the process runs: a class, or the name of a jar
 * @param telemetry the figures
 * @param document all of that as it was told
 */
public record Sighting(
    long pid, int number, String program, Telemetry telemetry, JsonObject document) {
  private static final int MOST_BYTES = 1 << 22;
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration YOUNG = Duration.ofSeconds(10);

  /**
   * Looks at all processes of this user that let others look.
   *
   * @param which picks them by their ids
   * @throws TelemetryException when one tells something else, or nothing within two seconds
   */
  public static List<Sighting> look(LongPredicate which) {
    return look(which, SocketFolder.ofUser());
  }

  static List<Sighting> look(LongPredicate which, SocketFolder folder) {
    List<Sighting> all = new ArrayList<>();
    try {
      for (SocketFolder.Entry entry : folder.entries()) {
        if (which.test(entry.pid())) {
          Sighting one = of(entry);
          if (one != null) {
            all.add(one);
          }
        }
      }
    } catch (IOException e) {
      throw new TelemetryException("the processes cannot be listed: " + e.getMessage(), e);
    }
    return all;
  }

  private static Sighting of(SocketFolder.Entry entry) throws IOException {
    try {
      String text = read(entry.path());
      JsonObject document = JsonParser.parseString(text).getAsJsonObject();
      return new Sighting(
          entry.pid(),
          entry.number(),
          document.get("program").getAsString(),
          TelemetryJson.telemetry(document),
          document);
    } catch (ConnectException dead) {
      removeIfOld(entry.path());
      return null;
    } catch (NoSuchFileException gone) {
      return null;
    } catch (IOException | JsonParseException | IllegalStateException e) {
      throw unreadable(entry, e);
    } catch (NullPointerException | UnsupportedOperationException | IllegalArgumentException e) {
      throw unreadable(entry, e);
    }
  }

  private static TelemetryException unreadable(SocketFolder.Entry entry, Exception cause) {
    return new TelemetryException(
        "process "
            + entry.pid()
            + " does not tell what it does ("
            + cause.getMessage()
            + "); it may be stopped, or run another version of Vireo",
        cause);
  }

  // One that was just made may not listen yet.
  private static void removeIfOld(Path path) throws IOException {
    try {
      Instant made = Files.getLastModifiedTime(path).toInstant();
      if (made.isBefore(Instant.now().minus(YOUNG))) {
        Files.deleteIfExists(path);
      }
    } catch (NoSuchFileException gone) {
      return;
    }
  }

  private static String read(Path path) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
        Selector selector = Selector.open()) {
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ);
      ByteBuffer part = ByteBuffer.allocate(1 << 16);
      long end = System.nanoTime() + PATIENCE.toNanos();
      for (int count = 0; count >= 0; count = channel.read(part.clear())) {
        text.write(part.array(), 0, count);
        long left = (end - System.nanoTime()) / 1_000_000;
        if (left <= 0 || text.size() > MOST_BYTES) {
          throw new IOException(left <= 0 ? "no answer within two seconds" : "too much of it");
        }
        selector.select(left);
        selector.selectedKeys().clear();
      }
    }
    return text.toString(StandardCharsets.UTF_8);
  }
}
