package dev.vireo.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed while it writes to the cache. */
class KilledWriterTest {
  private static final int BYTES = 1 << 20;

  @TempDir Path folder;

  /** Writes one content after the other under the same key. */
  static final class Program {
    private Program() {}

    public static void main(String[] args) {
      DiskCache cache = new DiskCache(Path.of(args[0]));
      for (int i = 0; ; i++) {
        byte[] content = new byte[BYTES];
        Arrays.fill(content, (byte) i);
        cache.write("test", "key", content);
        if (i == 3) {
          System.out.println("writing");
        }
      }
    }
  }

  @Test
  void shouldLeaveAWholeFile() throws Exception {
    for (int i = 0; i < 3; i++) {
      ChildJvm.killAt("writing", Program.class, Map.of(), folder.toString());
      byte[] content = new DiskCache(folder).read("test", "key");
      assertNotNull(content);
      assertEquals(BYTES, content.length);
      for (byte value : content) {
        assertEquals(content[0], value);
      }
    }
  }

  @Test
  void shouldClearAwayWhatAKilledProcessLeft() throws Exception {
    Path drafts = Files.createDirectories(folder.resolve("test"));
    Path old = Files.createTempFile(drafts, "draft", ".tmp");
    Path young = Files.createTempFile(drafts, "draft", ".tmp");
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
    new DiskCache(folder).write("test", "key", new byte[] {1});
    assertFalse(Files.exists(old));
    assertTrue(Files.exists(young), "its writer may be at it");
  }
}
