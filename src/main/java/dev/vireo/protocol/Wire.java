package dev.vireo.protocol;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Little-endian words of a byte buffer, counted from its position, whatever its own byte order and
 * alignment. Position, limit and order stay as they are.
 */
final class Wire {
  /** Largest 32-bit value. */
  static final long MAX_U32 = 0xFFFF_FFFFL;

  private static final VarHandle INT =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Wire() {}

  /** Returns word {@code word}; the caller has checked that it exists. */
  static int word(ByteBuffer buffer, int word) {
    return (int) INT.get(buffer, buffer.position() + 4 * word);
  }

  /** Stores word {@code word}; the caller has checked that it exists. */
  static void setWord(ByteBuffer buffer, int word, int value) {
    INT.set(buffer, buffer.position() + 4 * word, value);
  }

  /** Returns the 64-bit value at byte {@code offset}. */
  static long longAt(ByteBuffer buffer, int offset) {
    return (long) LONG.get(buffer, buffer.position() + offset);
  }

  /** Stores the 64-bit value at byte {@code offset}. */
  static void setLongAt(ByteBuffer buffer, int offset, long value) {
    LONG.set(buffer, buffer.position() + offset, value);
  }

  /** Returns {@code word} after checking length and extent, in that order. */
  static int strictWord(String name, ByteBuffer buffer, int word) {
    requireWholeWords(name, buffer);
    if (!hasWord(buffer, word)) {
      throw new ProtocolException.MissingWord(name, word, buffer.remaining());
    }
    return word(buffer, word);
  }

  /** Says whether the whole of {@code word} lies in the buffer; {@code word} is not negative. */
  static boolean hasWord(ByteBuffer buffer, long word) {
    return word < buffer.remaining() / 4;
  }

  /** Refuses a buffer whose length is no multiple of four. */
  static void requireWholeWords(String name, ByteBuffer buffer) {
    if (buffer.remaining() % 4 != 0) {
      throw new ProtocolException.MisalignedByteLength(name, buffer.remaining(), 4);
    }
  }

  /** Refuses a value that is no unsigned 32-bit number: a mistake of the caller's. */
  static long requireU32(String name, long value) {
    if (value < 0 || value > MAX_U32) {
      throw new IllegalArgumentException(
          name + " is " + value + "; pass an unsigned 32-bit value, 0 to " + MAX_U32);
    }
    return value;
  }

  /** Returns a zeroed little-endian heap buffer. */
  static ByteBuffer zeroed(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Zeroes {@code bytes} bytes from the buffer's position on. */
  static void clear(ByteBuffer buffer, int bytes) {
    int words = bytes / 4;
    for (int word = 0; word < words; word++) {
      setWord(buffer, word, 0);
    }
    for (int i = 4 * words; i < bytes; i++) {
      buffer.put(buffer.position() + i, (byte) 0);
    }
  }
}
