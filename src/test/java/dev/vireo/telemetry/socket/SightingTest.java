package dev.vireo.telemetry.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.protocol.Mode;
import dev.vireo.protocol.Priority;
import dev.vireo.telemetry.PartitionTelemetry;
import dev.vireo.telemetry.RoundTrips;
import dev.vireo.telemetry.Telemetry;
import dev.vireo.telemetry.TenantTelemetry;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SightingTest {
  private static final long OWN = ProcessHandle.current().pid();

  @TempDir private Path parent;
  private Path path;
  private SocketFolder folder;

  @BeforeEach
  void name() {
    path = parent.resolve("vireo-somebody");
    folder = new SocketFolder(path);
  }

  private static Telemetry telemetry() {
    RoundTrips trips = new RoundTrips(List.of(new RoundTrips.Bucket(1023, 3)), 3000, 1010);
    return new Telemetry(
        "device",
        Mode.EPOCH,
        "because",
        Duration.ofNanos(123_456_789_012L),
        1L << 40,
        2,
        3,
        List.of(
            new PartitionTelemetry(Priority.IDLE, 4, 1, 9, 8, 2, 1, trips),
            new PartitionTelemetry(null, 5, 0, 1, 1, 0, 0, RoundTrips.NONE)),
        List.of(new TenantTelemetry(7, "seven", 9, 8, 4)));
  }

  private List<Sighting> look() {
    return Sighting.look(pid -> true, folder);
  }

  @Test
  void shouldTellWhatAMegakernelTells() throws IOException {
    TelemetrySocket first = TelemetrySocket.open(SightingTest::telemetry, folder);
    TelemetrySocket second = TelemetrySocket.open(SightingTest::telemetry, folder);
    List<Sighting> seen = look();
    first.close();
    second.close();
    assertEquals(List.of(1, 2), seen.stream().map(Sighting::number).toList());
    assertEquals(OWN, seen.get(0).pid());
    assertEquals(telemetry(), seen.get(1).telemetry());
    assertEquals(List.of(), look());
    try (var left = Files.list(path)) {
      assertEquals(0, left.count());
    }
  }

  @Test
  void shouldSeeNothingWhereThereIsNoFolder() {
    assertEquals(List.of(), look());
  }

  @Test
  void shouldLetNobodyElseEnter() throws IOException {
    TelemetrySocket.open(SightingTest::telemetry, folder).close();
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
  }

  @Test
  void shouldRefuseAFolderThatOthersMayEnter() throws IOException {
    Files.createDirectory(path);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
    IOException refused =
        assertThrows(
            IOException.class, () -> TelemetrySocket.open(SightingTest::telemetry, folder));
    assertEquals(
        "others may enter " + path + "; remove it, or take their permissions away",
        refused.getMessage());
    assertThrows(TelemetryException.class, this::look);
  }

  @Test
  void shouldRefuseALink() throws IOException {
    Path elsewhere = Files.createDirectory(parent.resolve("elsewhere"));
    Files.createSymbolicLink(path, elsewhere);
    assertThrows(IOException.class, () -> TelemetrySocket.open(SightingTest::telemetry, folder));
    try (var files = Files.list(elsewhere)) {
      assertEquals(0, files.count());
    }
  }

  @Test
  void shouldRemoveWhatADeadProcessLeft() throws IOException {
    folder.prepare();
    Path left = leave(99, "");
    assertEquals(List.of(), look());
    assertTrue(Files.exists(left), "one that was just made may not listen yet");
    Files.setLastModifiedTime(left, FileTime.from(Instant.now().minusSeconds(60)));
    assertEquals(List.of(), look());
    assertFalse(Files.exists(left));
  }

  /** Leaves a socket of a process that is gone; if it said something, that was refused. */
  private Path leave(long pid, String said) throws IOException {
    Path socket = folder.entry(pid, 1);
    try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.bind(UnixDomainSocketAddress.of(socket));
      if (!said.isEmpty()) {
        Thread speaker = new Thread(() -> say(channel, said));
        speaker.start();
        assertThrows(TelemetryException.class, this::look);
      }
    }
    return socket;
  }

  private static void say(ServerSocketChannel channel, String text) {
    try (var client = channel.accept()) {
      client.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void shouldNameAProcessThatTellsSomethingElse() throws IOException {
    folder.prepare();
    for (String said : List.of("{}", "[]", "nonsense", "{\"program\": \"x\", \"device\": 7}")) {
      Files.delete(leave(5, said));
    }
  }
}
