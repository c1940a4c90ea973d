package dev.vireo.protocol;

import java.nio.ByteBuffer;
import org.apache.commons.codec.digest.Blake3;

/**
 * One record of a replay log: a slot that was published, and how it failed if it did.
 *
 * <pre>
 *  byte  0        4           12     16       20       24 .. 39   40      44       48        52      56
 *      +-------+------------+------+--------+--------+----------+-------+--------+---------+-------+--------+
 *      | magic | timestamp  | slot | tenant | opcode | 4 args   | epoch | status | failure | code  | digest |
 *      +-------+------------+------+--------+--------+----------+-------+--------+---------+-------+--------+
 * </pre>
 *
 * <p>Only four of a slot's twelve arguments are kept. Source: vyre-runtime 0.6.3.
 *
 * @param timestampNanos time in nanoseconds, on the writer's clock
 * @param slot index of the slot
 * @param tenant the tenant's id
 * @param opcode the opcode
 * @param arg0 first argument word
 * @param arg1 second argument word
 * @param arg2 third argument word
 * @param arg3 fourth argument word
 * @param epoch the epoch in which it was published
 * @param failure how it failed; {@link Failure#NONE} when it did not
 */
public record ReplayRecord(
    long timestampNanos,
    int slot,
    int tenant,
    int opcode,
    int arg0,
    int arg1,
    int arg2,
    int arg3,
    int epoch,
    Failure failure) {
  /** Bytes of a record. */
  static final int BYTES = 64;

  /** First word of a record; 0 stands for one that was never written. */
  static final int MAGIC = 0xDEAD_BEEF;

  private static final int TIMESTAMP_BYTE = 4;
  private static final int SLOT_WORD = 3;
  private static final int FAILURE_WORD = 11;
  private static final int DIGEST_BYTE = 56;

  /**
   * Evidence of a failure.
   *
   * @param slotStatus the slot's status word
   * @param failureClass what kind of failure it was
   * @param backendCode the backend's error code
   * @param outputDigest {@link #digest} of the output so far
   */
  public record Failure(
      int slotStatus, FailureClass failureClass, int backendCode, long outputDigest) {
    /** No failure: all 20 bytes are zero. */
    public static final Failure NONE = new Failure(0, FailureClass.NONE, 0, 0);
  }

  /** Returns the first eight bytes, little-endian, of the BLAKE3 hash of {@code output}. */
  public static long digest(byte[] output) {
    return Wire.longAt(ByteBuffer.wrap(Blake3.hash(output)), 0);
  }

  /** Returns the 64 bytes of this record, little-endian, on the heap. */
  ByteBuffer encode() {
    ByteBuffer bytes = Wire.zeroed(BYTES);
    Wire.setWord(bytes, 0, MAGIC);
    Wire.setLongAt(bytes, TIMESTAMP_BYTE, timestampNanos);
    int[] words = {slot, tenant, opcode, arg0, arg1, arg2, arg3, epoch};
    for (int i = 0; i < words.length; i++) {
      Wire.setWord(bytes, SLOT_WORD + i, words[i]);
    }
    Wire.setWord(bytes, FAILURE_WORD, failure.slotStatus());
    Wire.setWord(bytes, FAILURE_WORD + 1, failure.failureClass().ordinal());
    Wire.setWord(bytes, FAILURE_WORD + 2, failure.backendCode());
    Wire.setLongAt(bytes, DIGEST_BYTE, failure.outputDigest());
    return bytes;
  }

  /** Returns the record in 64 bytes whose magic was checked. */
  static ReplayRecord decode(ByteBuffer bytes) {
    Failure failure =
        new Failure(
            Wire.word(bytes, FAILURE_WORD),
            FailureClass.of(Wire.word(bytes, FAILURE_WORD + 1)),
            Wire.word(bytes, FAILURE_WORD + 2),
            Wire.longAt(bytes, DIGEST_BYTE));
    return new ReplayRecord(
        Wire.longAt(bytes, TIMESTAMP_BYTE),
        Wire.word(bytes, SLOT_WORD),
        Wire.word(bytes, SLOT_WORD + 1),
        Wire.word(bytes, SLOT_WORD + 2),
        Wire.word(bytes, SLOT_WORD + 3),
        Wire.word(bytes, SLOT_WORD + 4),
        Wire.word(bytes, SLOT_WORD + 5),
        Wire.word(bytes, SLOT_WORD + 6),
        Wire.word(bytes, SLOT_WORD + 7),
        failure);
  }
}
