package dev.vireo.protocol;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A ring of {@link ReplayRecord}s in a file: the newest record overwrites the oldest.
 *
 * <pre>
 *  byte  0            8           12      16         24       32 ..
 *      +------------+-----------+-------+----------+--------+---------------------
 *      | "VRRL0001" | version 1 | flags | capacity | cursor | capacity x 64 bytes
 *      +------------+-----------+-------+----------+--------+---------------------
 * </pre>
 *
 * <p>Safe for use by several threads of one process; one process at a time. Nothing is forced to
 * the disk before {@link #sync}. Source: vyre-runtime 0.6.3.
 */
public final class ReplayLog implements AutoCloseable {
  /** Most records that a log holds. */
  public static final int MAX_CAPACITY = 1_048_576;

  private static final int HEADER_BYTES = 32;
  private static final long MAGIC = 0x3130_3030_4C52_5256L;
  private static final int VERSION = 1;
  private static final int VERSION_WORD = 2;
  private static final int CAPACITY_BYTE = 16;
  private static final int CURSOR_BYTE = 24;

  private final FileChannel file;
  private final String name;
  private final int capacity;
  private int cursor;

  private ReplayLog(FileChannel file, String name, int capacity, int cursor) {
    this.file = file;
    this.name = name;
    this.capacity = capacity;
    this.cursor = cursor;
  }

  /**
   * Opens the log at {@code path}, or makes one of its full length when there is no file.
   *
   * @param capacity records in a new log, 1 to {@link #MAX_CAPACITY}; an existing log keeps its own
   * @throws ReplayException.ZeroCapacity when the log would have, or has, no records
   * @throws ReplayException.CapacityOverflow when it would have, or has, too many
   * @throws ReplayException.HeaderMismatch when the file is no replay log of this version
   * @throws ReplayException.Io when the file ends within its header, or the file system fails
   */
  public static ReplayLog open(Path path, long capacity) {
    try {
      return Files.exists(path) ? openExisting(path) : create(path, capacity);
    } catch (IOException failed) {
      throw new ReplayException.Io("open", path.toString(), failed);
    }
  }

  private static ReplayLog create(Path path, long capacity) throws IOException {
    String name = path.toString();
    int records = checkedCapacity(name, capacity);
    ByteBuffer header = Wire.zeroed(HEADER_BYTES);
    Wire.setLongAt(header, 0, MAGIC);
    Wire.setWord(header, VERSION_WORD, VERSION);
    Wire.setLongAt(header, CAPACITY_BYTE, records);
    FileChannel file =
        FileChannel.open(
            path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      write(file, name, ByteBuffer.wrap(new byte[1]), offset(records) - 1);
      write(file, name, header, 0);
      return new ReplayLog(file, name, records, 0);
    } catch (RuntimeException failed) {
      file.close();
      Files.deleteIfExists(path);
      throw failed;
    }
  }

  private static ReplayLog openExisting(Path path) throws IOException {
    String name = path.toString();
    FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      ByteBuffer header = read(file, name, 0, HEADER_BYTES);
      requireHeader(name, "magic", MAGIC, Wire.longAt(header, 0));
      requireHeader(name, "version", VERSION, Wire.word(header, VERSION_WORD));
      int capacity = checkedCapacity(name, Wire.longAt(header, CAPACITY_BYTE));
      long cursor = Long.remainderUnsigned(Wire.longAt(header, CURSOR_BYTE), capacity);
      return new ReplayLog(file, name, capacity, (int) cursor);
    } catch (RuntimeException failed) {
      file.close();
      throw failed;
    }
  }

  private static int checkedCapacity(String name, long capacity) {
    if (capacity == 0) {
      throw new ReplayException.ZeroCapacity(name);
    }
    if (Long.compareUnsigned(capacity, MAX_CAPACITY) > 0) {
      throw new ReplayException.CapacityOverflow(name, capacity);
    }
    return (int) capacity;
  }

  private static void requireHeader(String name, String what, long expected, long found) {
    if (expected != found) {
      throw new ReplayException.HeaderMismatch(
          name,
          "the header's " + what,
          "0x" + Long.toHexString(expected),
          "0x" + Long.toHexString(found));
    }
  }

  /** Returns how many records the log holds when it is full. */
  public int capacity() {
    return capacity;
  }

  /** Returns where the next record goes: 0 to capacity - 1. */
  public synchronized int cursor() {
    return cursor;
  }

  /**
   * Writes a record over the oldest one, then the cursor.
   *
   * @throws ReplayException.Io when the file system fails; the cursor stays as it is then
   */
  public synchronized void append(ReplayRecord entry) {
    int next = (cursor + 1) % capacity;
    ByteBuffer position = Wire.zeroed(Long.BYTES);
    Wire.setLongAt(position, 0, next);
    write(file, name, entry.encode(), offset(cursor));
    write(file, name, position, CURSOR_BYTE);
    cursor = next;
  }

  /**
   * Returns the records, oldest first.
   *
   * @throws ReplayException.HeaderMismatch when a record is damaged
   * @throws ReplayException.Io when the file ends too early or the file system fails
   */
  public synchronized List<ReplayRecord> replay() {
    List<ReplayRecord> records = new ArrayList<>();
    for (int step = 0; step < capacity; step++) {
      int index = (cursor + step) % capacity;
      ByteBuffer bytes = read(file, name, offset(index), ReplayRecord.BYTES);
      int magic = Wire.word(bytes, 0);
      if (magic == ReplayRecord.MAGIC) {
        records.add(ReplayRecord.decode(bytes));
      } else if (magic != 0) {
        throw new ReplayException.HeaderMismatch(
            name,
            "the magic of record " + index,
            "0x" + Integer.toHexString(ReplayRecord.MAGIC),
            "0x" + Integer.toHexString(magic));
      }
    }
    return records;
  }

  /**
   * Forces everything that was written to the disk.
   *
   * @throws ReplayException.Io when the file system fails
   */
  public void sync() {
    try {
      file.force(true);
    } catch (IOException failed) {
      throw new ReplayException.Io("sync", name, failed);
    }
  }

  /**
   * Closes the file. May be called again.
   *
   * @throws ReplayException.Io when the file system fails
   */
  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException failed) {
      throw new ReplayException.Io("close", name, failed);
    }
  }

  private static long offset(int index) {
    return HEADER_BYTES + (long) ReplayRecord.BYTES * index;
  }

  private static void write(FileChannel file, String name, ByteBuffer bytes, long offset) {
    try {
      long at = offset;
      while (bytes.hasRemaining()) {
        at += file.write(bytes, at);
      }
    } catch (IOException failed) {
      throw new ReplayException.Io("write", name, failed);
    }
  }

  private static ByteBuffer read(FileChannel file, String name, long offset, int count) {
    ByteBuffer bytes = Wire.zeroed(count);
    try {
      while (bytes.hasRemaining()) {
        if (file.read(bytes, offset + bytes.position()) < 0) {
          throw new ReplayException.Io(
              "read",
              name,
              String.format(
                  "the file ends at byte %d, expected %d bytes from byte %d on; move the file away"
                      + " and let a new one be made",
                  file.size(), count, offset));
        }
      }
    } catch (IOException failed) {
      throw new ReplayException.Io("read", name, failed);
    }
    return bytes.flip();
  }
}
