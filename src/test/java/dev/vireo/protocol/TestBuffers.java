package dev.vireo.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * The kinds of buffers that every codec must treat alike; guard bytes around each show stray
 * stores.
 */
enum TestBuffers {
  HEAP(0, ByteOrder.LITTLE_ENDIAN),
  HEAP_AT_ODD_OFFSET(3, ByteOrder.LITTLE_ENDIAN),
  HEAP_BIG_ENDIAN(5, ByteOrder.BIG_ENDIAN),
  DIRECT(0, ByteOrder.LITTLE_ENDIAN),
  DIRECT_BIG_ENDIAN_AT_ODD_OFFSET(7, ByteOrder.BIG_ENDIAN),
  MAPPED(1, ByteOrder.BIG_ENDIAN);

  private static final byte GUARD = 0x5A;
  private static final int TAIL = 9;

  private final int offset;
  private final ByteOrder order;

  TestBuffers(int offset, ByteOrder order) {
    this.offset = offset;
    this.order = order;
  }

  /** Returns a buffer whose bytes from position to limit are {@code content}. */
  ByteBuffer of(byte... content) {
    int size = offset + content.length + TAIL;
    ByteBuffer whole = allocate(size);
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, GUARD);
    System.arraycopy(content, 0, bytes, offset, content.length);
    whole.put(0, bytes);
    return whole.order(order).position(offset).limit(offset + content.length);
  }

  /** Returns a buffer with the bytes of {@code content}. */
  ByteBuffer of(ByteBuffer content) {
    return of(bytes(content));
  }

  private ByteBuffer allocate(int size) {
    if (this == MAPPED) {
      return map(size);
    }
    return name().startsWith("DIRECT")
        ? ByteBuffer.allocateDirect(size)
        : ByteBuffer.allocate(size);
  }

  private static ByteBuffer map(int size) {
    try {
      Path file = Files.createTempFile("vireo-test", ".map");
      file.toFile().deleteOnExit();
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        return channel.map(FileChannel.MapMode.READ_WRITE, 0, size);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Fails when position, limit, order or a byte outside of them changed. */
  void assertIntact(ByteBuffer buffer) {
    assertEquals(offset, buffer.position(), this + ": position");
    assertEquals(buffer.capacity() - TAIL, buffer.limit(), this + ": limit");
    assertEquals(order, buffer.order(), this + ": order");
    for (int i = 0; i < buffer.capacity(); i++) {
      if (i < buffer.position() || i >= buffer.limit()) {
        assertEquals(GUARD, buffer.duplicate().clear().get(i), this + ": guard byte " + i);
      }
    }
  }

  /** Returns the bytes from position to limit. */
  static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  /** Returns little-endian words as bytes. */
  static byte[] words(int... words) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * words.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(words);
    return bytes.array();
  }

  /** Returns a little-endian word of a buffer. */
  static int word(ByteBuffer buffer, int index) {
    return ByteBuffer.wrap(bytes(buffer)).order(ByteOrder.LITTLE_ENDIAN).getInt(4 * index);
  }
}
