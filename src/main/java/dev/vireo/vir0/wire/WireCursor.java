package dev.vireo.vir0.wire;

import dev.vireo.vir0.MalformedProgramException;
import dev.vireo.vir0.MalformedProgramException.Kind;
import dev.vireo.vir0.NodePath;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads the primitive encodings of a blob in order and knows where it is: every error carries the
 * byte's offset in the blob. Source: VIR0 section 1.
 */
public final class WireCursor {
  private final byte[] bytes;
  private final Map<String, String> strings;
  private final int end;
  private int position;

  public WireCursor(byte[] bytes, int position) {
    this(bytes, position, bytes.length, new HashMap<>());
  }

  private WireCursor(byte[] bytes, int position, int end, Map<String, String> strings) {
    this.bytes = bytes;
    this.position = position;
    this.end = end;
    this.strings = strings;
  }

  int position() {
    return position;
  }

  int remaining() {
    return end - position;
  }

  public MalformedProgramException error(Kind kind, NodePath path, String problem) {
    return new MalformedProgramException(kind, position, path, problem);
  }

  /** Returns a cursor over the next {@code length} bytes and goes behind them. */
  public WireCursor part(int length, NodePath path) {
    need(length, path);
    WireCursor part = new WireCursor(bytes, position, position + length, strings);
    position += length;
    return part;
  }

  /** Refuses bytes that are left over. */
  void requireEnd(NodePath path) {
    if (position != end) {
      throw error(Kind.TRAILING, path, (end - position) + " bytes are left over; remove them");
    }
  }

  private void need(long length, NodePath path) {
    if (length > end - position) {
      throw error(
          Kind.TRUNCATED,
          path,
          length + " bytes are needed, " + (end - position) + " are left; pass the whole program");
    }
  }

  public int u8(NodePath path) {
    need(1, path);
    return bytes[position++] & 0xFF;
  }

  /** Reads a byte that must be 0 or 1. */
  boolean flag(NodePath path) {
    int value = u8(path);
    if (value > 1) {
      position--;
      throw error(Kind.VALUE, path, "the flag is " + value + "; write 0 or 1");
    }
    return value == 1;
  }

  int i32(NodePath path) {
    need(4, path);
    int value =
        (bytes[position] & 0xFF)
            | (bytes[position + 1] & 0xFF) << 8
            | (bytes[position + 2] & 0xFF) << 16
            | (bytes[position + 3] & 0xFF) << 24;
    position += 4;
    return value;
  }

  long u32(NodePath path) {
    return i32(path) & WireLimits.MAX_U32;
  }

  long u64(NodePath path) {
    long low = u32(path);
    return low | u32(path) << 32;
  }

  /** Reads LEB128 of up to 64 bits; encodings need not be the shortest. */
  long leb(NodePath path) {
    int start = position;
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      int next = u8(path);
      if (shift == 63 && next > 1) {
        position = start;
        throw error(Kind.NUMBER, path, "the number needs more than 64 bits; write a smaller one");
      }
      value |= (long) (next & 0x7F) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    position = start;
    throw error(Kind.NUMBER, path, "the number does not end within 10 bytes; clear its last bit 7");
  }

  /** Reads LEB128 of up to 32 bits. */
  long leb32(NodePath path) {
    int start = position;
    long value = leb(path);
    if (value < 0 || value > WireLimits.MAX_U32) {
      position = start;
      throw error(
          Kind.NUMBER,
          path,
          Long.toUnsignedString(value) + " is too large; write at most " + WireLimits.MAX_U32);
    }
    return value;
  }

  /** Reads a LEB128 count of at most {@code max}. */
  int lebCount(int max, NodePath path) {
    int start = position;
    long value = leb(path);
    if (value < 0 || value > max) {
      position = start;
      throw error(
          Kind.LIMIT, path, Long.toUnsignedString(value) + " are too many; write at most " + max);
    }
    return (int) value;
  }

  /** Reads a 32-bit count of at most {@code max}. */
  int count(int max, NodePath path) {
    long value = u32(path);
    if (value > max) {
      position -= 4;
      throw error(Kind.LIMIT, path, value + " are too many; write at most " + max);
    }
    return (int) value;
  }

  String string(NodePath path) {
    return text(count(WireLimits.MAX_STRING, path), path);
  }

  String lebString(NodePath path) {
    return text(lebCount(WireLimits.MAX_STRING, path), path);
  }

  private String text(int length, NodePath path) {
    need(length, path);
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes, position, length))
              .toString();
      position += length;
      return strings.computeIfAbsent(text, own -> own);
    } catch (CharacterCodingException e) {
      throw error(Kind.UTF8, path, "the string is not UTF-8; write it so");
    }
  }

  /** Reads {@code expected}, or throws an error of that kind. */
  void expect(byte[] expected, Kind kind, NodePath path, String what) {
    need(expected.length, path);
    if (!Arrays.equals(bytes, position, position + expected.length, expected, 0, expected.length)) {
      throw error(kind, path, what);
    }
    position += expected.length;
  }
}
