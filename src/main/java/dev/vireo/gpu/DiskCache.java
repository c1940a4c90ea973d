package dev.vireo.gpu;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;

/**
 * Files that can be made again: SPIR-V and pipeline caches. A file that is missing, cut, altered,
 * unreadable or another program's is as good as none, and a folder that cannot be written only
 * costs time; no method here fails because of a file. Safe for all threads and for several
 * processes at once.
 *
 * <p>File: 8 bytes {@code VIREOC01}; SHA-256 over kind, key and content (32 bytes); content.
 */
public final class DiskCache {
  private static final byte[] MAGIC = "VIREOC01".getBytes(StandardCharsets.US_ASCII);
  private static final int HEADER_BYTES = MAGIC.length + 32;
  private static final long MOST_BYTES = 256L << 20;
  private static final String DRAFT = "draft";
  private static final Duration DRAFT_LIFE = Duration.ofDays(1);

  private final Path folder;

  /**
   * Creates a cache in a folder, which need not exist.
   *
   * @param folder null for a cache that keeps nothing
   */
  public DiskCache(Path folder) {
    this.folder = folder;
  }

  /** The cache of this user: {@link #userFolder}. */
  public static DiskCache ofUser() {
    return new DiskCache(userFolder());
  }

  /**
   * Where this user's cache lies: {@code VIREO_CACHE}; else {@code %LOCALAPPDATA%\vireo} on
   * Windows, {@code ~/Library/Caches/vireo} on macOS, {@code $XDG_CACHE_HOME/vireo} or {@code
   * ~/.cache/vireo} elsewhere.
   *
   * @return null when none of these names a folder
   */
  public static Path userFolder() {
    return userFolder(
        System.getenv(), System.getProperty("os.name", ""), System.getProperty("user.home", ""));
  }

  static Path userFolder(Map<String, String> environment, String system, String home) {
    String name = system.toLowerCase(Locale.ROOT);
    try {
      String own = environment.getOrDefault("VIREO_CACHE", "");
      if (!own.isBlank()) {
        return Path.of(own);
      }
      if (name.startsWith("windows")) {
        return below(environment.getOrDefault("LOCALAPPDATA", ""), home, "AppData/Local");
      }
      if (name.startsWith("mac")) {
        return below("", home, "Library/Caches");
      }
      return below(environment.getOrDefault("XDG_CACHE_HOME", ""), home, ".cache");
    } catch (InvalidPathException unusable) {
      return null;
    }
  }

  /** A relative XDG_CACHE_HOME is to be ignored, says the XDG base directory specification. */
  private static Path below(String caches, String home, String usual) {
    if (!caches.isBlank() && Path.of(caches).isAbsolute()) {
      return Path.of(caches).resolve("vireo");
    }
    return home.isBlank() ? null : Path.of(home).resolve(usual).resolve("vireo");
  }

  /**
   * Reads what was written under a key.
   *
   * @param kind a word that becomes a folder's name
   * @param key any text
   * @return the content, or null when there is none that can be trusted
   */
  public byte[] read(String kind, String key) {
    Path file = file(kind, key);
    if (file == null) {
      return null;
    }
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
        return null;
      }
      byte[] bytes = Files.readAllBytes(file);
      if (bytes.length < HEADER_BYTES
          || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
        return null;
      }
      byte[] content = Arrays.copyOfRange(bytes, HEADER_BYTES, bytes.length);
      byte[] claimed = Arrays.copyOfRange(bytes, MAGIC.length, HEADER_BYTES);
      return Arrays.equals(claimed, seal(kind, key, content)) ? content : null;
    } catch (IOException | SecurityException unreadable) {
      return null;
    }
  }

  /**
   * Writes content under a key, replacing what was there; readers see the old file or the new one,
   * never a part.
   */
  public void write(String kind, String key, byte[] content) {
    Path file = file(kind, key);
    if (file == null) {
      return;
    }
    Path draft = null;
    try {
      Files.createDirectories(file.getParent());
      sweep(file.getParent());
      draft = Files.createTempFile(file.getParent(), DRAFT, ".tmp");
      ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES + content.length);
      bytes.put(MAGIC).put(seal(kind, key, content)).put(content);
      Files.write(draft, bytes.array());
      move(draft, file);
    } catch (IOException | SecurityException unwritable) {
      discard(draft);
    }
  }

  private static void move(Path draft, Path file) throws IOException {
    try {
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (java.nio.file.AtomicMoveNotSupportedException onThisFileSystem) {
      Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Removes what processes that were killed while they wrote have left. */
  private static void sweep(Path folder) throws IOException {
    Instant old = Instant.now().minus(DRAFT_LIFE);
    try (DirectoryStream<Path> drafts = Files.newDirectoryStream(folder, DRAFT + "*")) {
      for (Path draft : drafts) {
        if (Files.getLastModifiedTime(draft).toInstant().isBefore(old)) {
          discard(draft);
        }
      }
    } catch (DirectoryIteratorException | NoSuchFileException gone) {
      return; // another process sweeps as well
    }
  }

  private static void discard(Path draft) {
    try {
      if (draft != null) {
        Files.deleteIfExists(draft);
      }
    } catch (IOException | SecurityException leftBehind) {
      // A stray draft is never read.
    }
  }

  /** The file of a key; null when this cache keeps nothing. */
  Path file(String kind, String key) {
    return folder == null ? null : folder.resolve(kind).resolve(sha256(kind, key));
  }

  private static byte[] seal(String kind, String key, byte[] content) {
    MessageDigest digest = digest();
    update(digest, kind);
    update(digest, key);
    return digest.digest(content);
  }

  /** SHA-256 of texts, each with its length, as hexadecimal digits. */
  static String sha256(String... texts) {
    MessageDigest digest = digest();
    for (String text : texts) {
      update(digest, text);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void update(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(4).putInt(0, bytes.length));
    digest.update(bytes);
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
