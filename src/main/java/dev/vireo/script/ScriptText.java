package dev.vireo.script;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Gets the characters of a script: bounded, strictly UTF-8, errors with their place. */
final class ScriptText {
  /** Bytes that a script may have. */
  static final int MAX_BYTES = 16 << 20;

  private static final int BOM_BYTES = 3;

  private ScriptText() {}

  /** Reads the bytes of {@code path}, never more than the limit. */
  static byte[] read(Path path) {
    String file = path.toString();
    if (Files.isDirectory(path)) {
      throw broken(file, "is a directory", "name the script in it");
    }
    try (InputStream in = Files.newInputStream(path)) {
      return in.readNBytes(MAX_BYTES + 1);
    } catch (NoSuchFileException e) {
      throw broken(file, "there is no such file", "check the name and the working directory");
    } catch (AccessDeniedException e) {
      throw broken(file, "the file may not be read", "give yourself the right to read it");
    } catch (IOException e) {
      throw broken(file, "the file cannot be read (" + e + ")", "check the disk and the name");
    }
  }

  private static ScriptException broken(String file, String problem, String remedy) {
    return new ScriptException(file, Position.FILE, "", problem, remedy);
  }

  /**
   * Returns the characters that {@code bytes} stand for, a byte order mark at the front skipped.
   */
  static String decode(String file, byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw broken(
          file,
          "the script has more than " + MAX_BYTES + " bytes, the most that is read",
          "say it with `repeat`, or split it");
    }
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    in.position(hasMark(bytes) ? BOM_BYTES : 0);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(in, out, true);
    out.flip();
    if (result.isError()) {
      throw malformed(file, in, result.length(), out);
    }
    return out.toString();
  }

  private static boolean hasMark(byte[] bytes) {
    return bytes.length >= BOM_BYTES
        && (bytes[0] & 0xFF) == 0xEF
        && (bytes[1] & 0xFF) == 0xBB
        && (bytes[2] & 0xFF) == 0xBF;
  }

  private static ScriptException malformed(
      String file, ByteBuffer in, int length, CharBuffer before) {
    StringBuilder hex = new StringBuilder();
    for (int i = 0; i < length && in.position() + i < in.limit(); i++) {
      hex.append(String.format(i == 0 ? "%02X" : " %02X", in.get(in.position() + i)));
    }
    Position at = ScriptLexer.endOf(before.toString());
    return new ScriptException(
        file,
        at,
        hex.toString(),
        "the bytes " + hex + " at offset " + in.position() + " are no UTF-8",
        "save the script as UTF-8");
  }
}
