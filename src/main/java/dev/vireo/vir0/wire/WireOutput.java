package dev.vireo.vir0.wire;

import dev.vireo.vir0.MalformedProgramException;
import dev.vireo.vir0.MalformedProgramException.Kind;
import dev.vireo.vir0.NodePath;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Writes the primitive encodings, the shortest where there is a choice. */
public final class WireOutput {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  public byte[] toByteArray() {
    return out.toByteArray();
  }

  private void require(boolean fits) {
    if (!fits || out.size() > WireLimits.MAX_BLOB) {
      throw unwritable(NodePath.ROOT, "it has more than 64 MiB; split it");
    }
  }

  static MalformedProgramException unwritable(NodePath path, String problem) {
    return new MalformedProgramException(Kind.UNWRITABLE, -1, path, problem);
  }

  void u8(int value) {
    out.write(value);
  }

  void flag(boolean value) {
    out.write(value ? 1 : 0);
  }

  public void u16(int value) {
    out.write(value);
    out.write(value >>> 8);
  }

  void i32(int value) {
    u16(value);
    u16(value >>> 16);
  }

  void u32(long value) {
    i32((int) value);
  }

  void u64(long value) {
    i32((int) value);
    i32((int) (value >>> 32));
  }

  void leb(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) (rest & 0x7F | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  public void bytes(byte[] bytes) {
    require(bytes.length <= WireLimits.MAX_BLOB);
    out.write(bytes, 0, bytes.length);
    require(true);
  }

  void string(String text, NodePath path) {
    byte[] encoded = utf8(text, path);
    i32(encoded.length);
    bytes(encoded);
  }

  void lebString(String text, NodePath path) {
    byte[] encoded = utf8(text, path);
    leb(encoded.length);
    bytes(encoded);
  }

  /** Writes another output with its length before it. */
  void part(WireOutput part) {
    byte[] bytes = part.toByteArray();
    leb(bytes.length);
    bytes(bytes);
  }

  private static byte[] utf8(String text, NodePath path) {
    try {
      ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      if (encoded.remaining() > WireLimits.MAX_STRING) {
        throw unwritable(
            path, "a string has " + encoded.remaining() + " bytes; shorten it to 1 MiB");
      }
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return bytes;
    } catch (CharacterCodingException e) {
      throw unwritable(path, "a string has half a surrogate pair; write whole characters");
    }
  }
}
