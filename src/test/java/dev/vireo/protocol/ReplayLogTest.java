package dev.vireo.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayLogTest {
  @TempDir Path folder;

  private static ReplayRecord entry(int i) {
    ReplayRecord.Failure failure =
        new ReplayRecord.Failure(7, FailureClass.PROGRAM_BUG, i, 0x8000_0000_0000_0001L);
    return new ReplayRecord(Long.MIN_VALUE + i, i, -1, 8, 1, 2, 3, 4, 5, failure);
  }

  @Test
  void shouldReplayTheNewestRecordsOldestFirstAfterReopening() {
    Path path = folder.resolve("log");
    try (ReplayLog log = ReplayLog.open(path, 3)) {
      for (int i = 0; i < 5; i++) {
        log.append(entry(i));
      }
      log.sync();
    }
    try (ReplayLog log = ReplayLog.open(path, 99)) {
      assertEquals(3, log.capacity());
      assertEquals(2, log.cursor());
      assertEquals(List.of(entry(2), entry(3), entry(4)), log.replay());
    }
  }

  @Test
  void shouldAllocateTheWholeFileAtOnce() throws IOException {
    Path path = folder.resolve("log");
    ReplayLog.open(path, 4).close();
    byte[] bytes = Files.readAllBytes(path);
    assertEquals(32 + 4 * 64, bytes.length);
    assertEquals("VRRL0001", new String(bytes, 0, 8, StandardCharsets.US_ASCII));
    assertArrayEquals(new byte[256], Arrays.copyOfRange(bytes, 32, bytes.length));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1_048_577, -1, Long.MIN_VALUE})
  void shouldMakeNoFileOfAnImpossibleCapacity(long capacity) {
    Path path = folder.resolve("log");
    assertThrows(ReplayException.class, () -> ReplayLog.open(path, capacity));
    assertFalse(Files.exists(path));
  }

  @ParameterizedTest
  @CsvSource({"0, HeaderMismatch", "8, HeaderMismatch", "16, ZeroCapacity", "18, CapacityOverflow"})
  void shouldRefuseADamagedHeaderAndLeaveTheFileAlone(int damaged, String kind) throws IOException {
    Path path = folder.resolve("log");
    ReplayLog.open(path, 1).close();
    byte[] bytes = Files.readAllBytes(path);
    bytes[damaged] ^= (byte) (damaged == 18 ? 0x20 : 1);
    Files.write(path, bytes);
    ReplayException refused =
        assertThrows(ReplayException.class, () -> ReplayLog.open(path, 1).close());
    assertEquals(kind, refused.getClass().getSimpleName());
    assertArrayEquals(bytes, Files.readAllBytes(path));
  }

  @Test
  void shouldRefuseEveryTruncationThatItNeedsToRead() throws IOException {
    Path path = folder.resolve("log");
    try (ReplayLog log = ReplayLog.open(path, 1)) {
      log.append(entry(0));
    }
    byte[] bytes = Files.readAllBytes(path);
    for (int length = 0; length < bytes.length; length++) {
      Files.write(path, Arrays.copyOf(bytes, length));
      ReplayException refused =
          assertThrows(
              ReplayException.class,
              () -> {
                try (ReplayLog log = ReplayLog.open(path, 1)) {
                  log.replay();
                }
              });
      assertEquals("read", assertInstanceOf(ReplayException.Io.class, refused).operation());
    }
  }

  @Test
  void shouldReadAnUnknownFailureClassAsUnclassified() throws IOException {
    Path path = folder.resolve("log");
    try (ReplayLog log = ReplayLog.open(path, 1)) {
      log.append(entry(0));
    }
    byte[] bytes = Files.readAllBytes(path);
    bytes[32 + 48] = 99;
    Files.write(path, bytes);
    try (ReplayLog log = ReplayLog.open(path, 1)) {
      assertEquals(FailureClass.UNCLASSIFIED, log.replay().get(0).failure().failureClass());
    }
  }

  @Test
  void shouldDigestWithBlake3() {
    // First bytes of the official vector for no input: af1349b9 f5f9a1a6.
    assertEquals(0xA6A1_F9F5_B949_13AFL, ReplayRecord.digest(new byte[0]));
  }

  @Test
  void shouldSayWhatTheFileSystemRefused() {
    ReplayException.Io refused =
        assertThrows(
            ReplayException.Io.class, () -> ReplayLog.open(folder.resolve("no/such/log"), 1));
    assertEquals("open", refused.operation());
    assertThrows(ReplayException.Io.class, () -> ReplayLog.open(folder, 1));
  }
}
