package dev.vireo.protocol;

import static dev.vireo.protocol.DebugLogLayout.RECORDS_BASE;
import static dev.vireo.protocol.DebugLogLayout.RECORD_WORDS;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Writes and reads debug logs; {@link DebugLogLayout} has the bytes.
 *
 * <p>A buffer argument means its bytes from position to limit, little-endian whatever its order;
 * position, limit and order stay as they are. Source: vyre-runtime 0.6.3.
 */
public final class DebugLogCodec {
  /** Most records for which {@link #byteLength} may have an answer. */
  public static final long MAX_RECORDS = Wire.MAX_U32 / RECORD_WORDS;

  /** Most records that {@link #encode} makes room for. */
  public static final int MAX_ENCODED_RECORDS = 1_048_576;

  private static final String NAME = "debug_log";

  private DebugLogCodec() {}

  /**
   * What {@link #readClamped} found.
   *
   * @param records the whole records that the buffer holds, at most as many as the cursor says
   * @param dropped whole records that the cursor counts and the buffer has no room for
   * @param intact false when the strict reader would have refused the log
   */
  public record Clamped(List<DebugRecord> records, long dropped, boolean intact) {
    /** Keeps a copy of the records. */
    public Clamped {
      records = List.copyOf(records);
    }
  }

  /**
   * Returns the bytes of a log, or nothing when its words cannot be counted in 32 bits.
   *
   * @param records 0 to 2^32 - 1
   */
  public static OptionalLong byteLength(long records) {
    Wire.requireU32("records", records);
    long words = RECORDS_BASE + RECORD_WORDS * records;
    return records > MAX_RECORDS || words > Wire.MAX_U32
        ? OptionalLong.empty()
        : OptionalLong.of(4 * words);
  }

  /**
   * Returns an empty log, little-endian, on the heap.
   *
   * @throws ProtocolException.ByteLengthOverflow when there are more than {@link
   *     #MAX_ENCODED_RECORDS}
   */
  public static ByteBuffer encode(long records) {
    Wire.requireU32("records", records);
    if (records > MAX_ENCODED_RECORDS) {
      throw new ProtocolException.ByteLengthOverflow(
          NAME, "a count of " + records + " records", MAX_ENCODED_RECORDS);
    }
    return Wire.zeroed((int) byteLength(records).getAsLong());
  }

  /**
   * Returns the records. One that did not fit makes the whole log unreadable: vyre's device moves
   * the cursor on, see {@link #readClamped}.
   *
   * @throws ProtocolException.MisalignedByteLength when the length is no multiple of four
   * @throws ProtocolException.MissingWord when there is no cursor, or the word after the cursor's
   *     end when the cursor passes the buffer or stops within a record
   */
  public static List<DebugRecord> read(ByteBuffer log) {
    long cursor = Integer.toUnsignedLong(Wire.strictWord(NAME, log, DebugLogLayout.CURSOR_WORD));
    if (cursor > room(log) || cursor % RECORD_WORDS != 0) {
      throw new ProtocolException.MissingWord(NAME, RECORDS_BASE + cursor, log.remaining());
    }
    return records(log, (int) cursor / RECORD_WORDS);
  }

  /** Like {@link #read}, with no records for every error. */
  public static List<DebugRecord> readOrNone(ByteBuffer log) {
    Clamped clamped = readClamped(log);
    return clamped.intact() ? clamped.records() : List.of();
  }

  /** Returns what can be read of a log of any shape, and says what is missing. */
  public static Clamped readClamped(ByteBuffer log) {
    if (!Wire.hasWord(log, DebugLogLayout.CURSOR_WORD)) {
      return new Clamped(List.of(), 0, false);
    }
    long cursor = Integer.toUnsignedLong(Wire.word(log, DebugLogLayout.CURSOR_WORD));
    int present = (int) (Math.min(cursor, room(log)) / RECORD_WORDS);
    boolean intact = log.remaining() % 4 == 0 && cursor <= room(log) && cursor % RECORD_WORDS == 0;
    return new Clamped(records(log, present), cursor / RECORD_WORDS - present, intact);
  }

  /**
   * Refuses a log that is not exactly as long as a kernel's, 1,028 bytes.
   *
   * @throws ProtocolException.Backend when it is not
   */
  public static void requireKernelLength(ByteBuffer log) {
    if (log.remaining() != 4 * DebugLogLayout.BUFFER_WORDS) {
      throw new ProtocolException.Backend(
          String.format(
              "debug_log: a kernel's log has %d bytes, got %d; encode %d records",
              4 * DebugLogLayout.BUFFER_WORDS, log.remaining(), DebugLogLayout.RECORD_CAPACITY));
    }
  }

  private static long room(ByteBuffer log) {
    return (long) log.remaining() / 4 - RECORDS_BASE;
  }

  private static List<DebugRecord> records(ByteBuffer log, int count) {
    List<DebugRecord> records = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int base = RECORDS_BASE + i * RECORD_WORDS;
      records.add(
          new DebugRecord(
              Wire.word(log, base),
              Wire.word(log, base + 1),
              Wire.word(log, base + 2),
              Wire.word(log, base + 3)));
    }
    return records;
  }
}
