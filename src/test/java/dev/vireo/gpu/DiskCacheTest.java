package dev.vireo.gpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskCacheTest {
  private static final byte[] CONTENT =
      "some words that took long to make".getBytes(StandardCharsets.US_ASCII);

  @TempDir Path folder;

  @Test
  void shouldGiveBackWhatWasWritten() {
    DiskCache cache = new DiskCache(folder.resolve("not/yet/there"));
    assertNull(cache.read("spirv", "key"));
    cache.write("spirv", "key", CONTENT);
    assertArrayEquals(CONTENT, cache.read("spirv", "key"));
    assertNull(cache.read("spirv", "another key"));
    assertNull(cache.read("pipeline", "key"));
    cache.write("spirv", "key", new byte[0]);
    assertArrayEquals(new byte[0], cache.read("spirv", "key"));
  }

  @Test
  void shouldLeaveNoDraftsBehind() throws IOException {
    DiskCache cache = new DiskCache(folder);
    cache.write("spirv", "key", CONTENT);
    cache.write("spirv", "key", CONTENT);
    try (var files = Files.list(folder.resolve("spirv"))) {
      assertEquals(1, files.count());
    }
  }

  @Test
  void shouldTrustNoFileWithAnyBitChanged() throws IOException {
    DiskCache cache = new DiskCache(folder);
    cache.write("spirv", "key", CONTENT);
    Path file = cache.file("spirv", "key");
    byte[] good = Files.readAllBytes(file);
    for (int bit = 0; bit < 8 * good.length; bit++) {
      byte[] bad = good.clone();
      bad[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(file, bad);
      assertNull(cache.read("spirv", "key"), "bit " + bit);
    }
    cache.write("spirv", "key", CONTENT);
    assertArrayEquals(CONTENT, cache.read("spirv", "key"));
  }

  @Test
  void shouldTrustNoFileOfAnotherLength() throws IOException {
    DiskCache cache = new DiskCache(folder);
    cache.write("spirv", "key", CONTENT);
    Path file = cache.file("spirv", "key");
    byte[] good = Files.readAllBytes(file);
    for (int length = 0; length < good.length; length++) {
      Files.write(file, Arrays.copyOf(good, length));
      assertNull(cache.read("spirv", "key"), "length " + length);
    }
    Files.write(file, Arrays.copyOf(good, good.length + 1));
    assertNull(cache.read("spirv", "key"));
  }

  @Test
  void shouldTrustNoFileThatWasWrittenForAnotherKey() throws IOException {
    DiskCache cache = new DiskCache(folder);
    cache.write("spirv", "key", CONTENT);
    Files.copy(cache.file("spirv", "key"), cache.file("spirv", "other"));
    assertNull(cache.read("spirv", "other"));
  }

  @Test
  void shouldLiveWithAFolderWhereTheFileShouldBe() throws IOException {
    DiskCache cache = new DiskCache(folder);
    Files.createDirectories(cache.file("spirv", "key").resolve("inside"));
    assertNull(cache.read("spirv", "key"));
    cache.write("spirv", "key", CONTENT);
    assertNull(cache.read("spirv", "key"));
    try (var files = Files.list(folder.resolve("spirv"))) {
      assertEquals(1, files.count(), "a draft was left behind");
    }
  }

  @Test
  void shouldLiveWithAFolderThatCannotBeMade() throws IOException {
    DiskCache cache = new DiskCache(Files.writeString(folder.resolve("file"), "in the way"));
    cache.write("spirv", "key", CONTENT);
    assertNull(cache.read("spirv", "key"));
    DiskCache none = new DiskCache(null);
    none.write("spirv", "key", CONTENT);
    assertNull(none.read("spirv", "key"));
  }

  @Test
  void shouldFindTheUsersFolder() {
    String base = folder.toString();
    Path here = folder.resolve("vireo");
    assertEquals(folder, DiskCache.userFolder(Map.of("VIREO_CACHE", base), "Linux", "/home/me"));
    assertEquals(here, DiskCache.userFolder(Map.of("XDG_CACHE_HOME", base), "Linux", "/home/me"));
    assertEquals(
        here, DiskCache.userFolder(Map.of("LOCALAPPDATA", base), "Windows 11", "/home/me"));
    assertEquals(
        folder.resolve(".cache/vireo"),
        DiskCache.userFolder(Map.of("XDG_CACHE_HOME", "here"), "Linux", base));
    assertEquals(
        folder.resolve(".cache/vireo"),
        DiskCache.userFolder(Map.of("VIREO_CACHE", " "), "Linux", base));
    assertEquals(
        folder.resolve("Library/Caches/vireo"), DiskCache.userFolder(Map.of(), "Mac OS X", base));
    assertNull(DiskCache.userFolder(Map.of(), "Linux", ""));
    assertNull(DiskCache.userFolder(Map.of("VIREO_CACHE", "bad\0name"), "Linux", base));
    assertNotNull(DiskCache.ofUser());
  }
}
