package dev.vireo.protocol;

import static dev.vireo.protocol.ControlLayout.CONTROL_MIN_WORDS;
import static dev.vireo.protocol.ControlLayout.OBSERVABLE_BASE;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Writes and reads control buffers; {@link ControlLayout} has the word map.
 *
 * <p>A buffer argument means its bytes from position to limit, little-endian whatever its order;
 * position, limit and order stay as they are. Strict readers throw; lenient ones ({@code …OrZero},
 * {@code presentMetrics}) never do.
 *
 * <p>Source: vyre-runtime 0.6.3.
 */
public final class ControlCodec {
  /** Most observable words for which {@link #byteLength} has an answer. */
  public static final long MAX_OBSERVABLE_WORDS = Wire.MAX_U32 - OBSERVABLE_BASE;

  /** Most observable words that {@link #encode} writes. */
  public static final int MAX_ENCODED_OBSERVABLE_WORDS = 1_048_576;

  /** Quota of every tenant in a freshly encoded buffer. */
  public static final int DEFAULT_QUOTA = 1_000_000;

  private static final String NAME = "control";

  private ControlCodec() {}

  /**
   * Executions of one opcode.
   *
   * @param opcode 0 to 31
   * @param count executions modulo 2^32, unsigned
   */
  public record Metric(int opcode, int count) {}

  /**
   * Returns the bytes of a control buffer, or nothing when its words cannot be counted in 32 bits.
   *
   * @param observableWords 0 to 2^32 - 1
   */
  public static OptionalLong byteLength(long observableWords) {
    Wire.requireU32("observableWords", observableWords);
    return observableWords > MAX_OBSERVABLE_WORDS
        ? OptionalLong.empty()
        : OptionalLong.of(4 * Math.max(CONTROL_MIN_WORDS, OBSERVABLE_BASE + observableWords));
  }

  /**
   * Returns a fresh control buffer, little-endian, on the heap. Priority offsets are zero; see
   * {@link PriorityPartitions}.
   *
   * @param shutdown whether the kernel is to stop at once
   * @param tenantCount tenants to enable, 0 to 2^32 - 1; those beyond the tables (29 masks, 32
   *     quotas) are left out silently
   * @param observableWords words after the first 160
   * @throws ProtocolException.ByteLengthOverflow when there are more than {@link
   *     #MAX_ENCODED_OBSERVABLE_WORDS}
   */
  public static ByteBuffer encode(boolean shutdown, long tenantCount, long observableWords) {
    ByteBuffer control = Wire.zeroed(checkedLength(tenantCount, observableWords));
    fill(control, shutdown, tenantCount);
    return control;
  }

  /**
   * Writes a fresh control buffer over the whole of {@code control}, whose length says how many
   * words are observable.
   *
   * @throws ProtocolException.MisalignedByteLength when the length is no multiple of four
   * @throws ProtocolException.MissingWord when there are fewer than 160 words
   * @throws ProtocolException.ByteLengthOverflow when there are too many observable words
   */
  public static void encodeInto(ByteBuffer control, boolean shutdown, long tenantCount) {
    Wire.strictWord(NAME, control, CONTROL_MIN_WORDS - 1);
    checkedLength(tenantCount, control.remaining() / 4 - OBSERVABLE_BASE);
    Wire.clear(control, control.remaining());
    fill(control, shutdown, tenantCount);
  }

  private static int checkedLength(long tenantCount, long observableWords) {
    Wire.requireU32("tenantCount", tenantCount);
    Wire.requireU32("observableWords", observableWords);
    if (observableWords > MAX_ENCODED_OBSERVABLE_WORDS) {
      throw new ProtocolException.ByteLengthOverflow(
          NAME,
          "a count of " + observableWords + " observable words",
          MAX_ENCODED_OBSERVABLE_WORDS);
    }
    return (int) byteLength(observableWords).getAsLong();
  }

  private static void fill(ByteBuffer control, boolean shutdown, long tenantCount) {
    Wire.setWord(control, ControlLayout.SHUTDOWN, shutdown ? 1 : 0);
    Wire.setWord(control, ControlLayout.TENANT_BASE, ControlLayout.TENANT_MASKS_BASE);
    long masks = Math.min(tenantCount, ControlLayout.TENANT_MASK_SLOTS);
    for (int i = 0; i < masks; i++) {
      Wire.setWord(control, ControlLayout.TENANT_MASKS_BASE + i, 0xFFFF_FFFF);
    }
    long quotas = Math.min(tenantCount, ControlLayout.TENANT_QUOTA_SLOTS);
    for (int i = 0; i < quotas; i++) {
      Wire.setWord(control, ControlLayout.TENANT_QUOTA_BASE + i, DEFAULT_QUOTA);
    }
  }

  /**
   * Returns how many slots were executed, modulo 2^32, unsigned.
   *
   * @throws ProtocolException.MisalignedByteLength when the length is no multiple of four
   * @throws ProtocolException.MissingWord when the buffer is too short
   */
  public static int done(ByteBuffer control) {
    return Wire.strictWord(NAME, control, ControlLayout.DONE_COUNT);
  }

  /** Like {@link #done}, with 0 for every error. */
  public static int doneOrZero(ByteBuffer control) {
    return wordOrZero(control, ControlLayout.DONE_COUNT);
  }

  /**
   * Returns how many batch fences were executed, modulo 2^32, unsigned.
   *
   * @throws ProtocolException.MisalignedByteLength when the length is no multiple of four
   * @throws ProtocolException.MissingWord when the buffer is too short
   */
  public static int epoch(ByteBuffer control) {
    return Wire.strictWord(NAME, control, ControlLayout.EPOCH);
  }

  /** Like {@link #epoch}, with 0 for every error. */
  public static int epochOrZero(ByteBuffer control) {
    return wordOrZero(control, ControlLayout.EPOCH);
  }

  /**
   * Returns observable word {@code index}.
   *
   * @param index 0 to 2^32 - 1; 0 is control word 160
   * @throws ProtocolException.ByteLengthOverflow when {@code 160 + index} is no 32-bit number
   * @throws ProtocolException.MisalignedByteLength when the length is no multiple of four
   * @throws ProtocolException.MissingWord when the buffer is too short
   */
  public static int observable(ByteBuffer control, long index) {
    Wire.requireU32("index", index);
    if (index > MAX_OBSERVABLE_WORDS) {
      throw new ProtocolException.ByteLengthOverflow(
          NAME, "observable word " + index, MAX_OBSERVABLE_WORDS);
    }
    Wire.requireWholeWords(NAME, control);
    if (!Wire.hasWord(control, OBSERVABLE_BASE + index)) {
      throw new ProtocolException.MissingWord(NAME, OBSERVABLE_BASE + index, control.remaining());
    }
    return Wire.word(control, OBSERVABLE_BASE + (int) index);
  }

  /** Like {@link #observable}, with 0 for every error. */
  public static int observableOrZero(ByteBuffer control, long index) {
    return index < 0 ? 0 : wordOrZero(control, OBSERVABLE_BASE + index);
  }

  /**
   * Returns the non-zero execution counters by ascending opcode.
   *
   * @throws ProtocolException.MisalignedByteLength when the length is no multiple of four
   * @throws ProtocolException.MissingWord naming the first of the 32 counters that is missing
   */
  public static List<Metric> metrics(ByteBuffer control) {
    Wire.requireWholeWords(NAME, control);
    int words = control.remaining() / 4;
    if (words < ControlLayout.METRICS_BASE + ControlLayout.METRICS_SLOTS) {
      int first = Math.max(words, ControlLayout.METRICS_BASE);
      throw new ProtocolException.MissingWord(NAME, first, control.remaining());
    }
    return presentMetrics(control);
  }

  /** Like {@link #metrics}, of those counters that the buffer holds as whole words. */
  public static List<Metric> presentMetrics(ByteBuffer control) {
    List<Metric> metrics = new ArrayList<>();
    for (int opcode = 0; opcode < ControlLayout.METRICS_SLOTS; opcode++) {
      int word = ControlLayout.METRICS_BASE + opcode;
      if (Wire.hasWord(control, word) && Wire.word(control, word) != 0) {
        metrics.add(new Metric(opcode, Wire.word(control, word)));
      }
    }
    return List.copyOf(metrics);
  }

  private static int wordOrZero(ByteBuffer control, long word) {
    boolean readable = control.remaining() % 4 == 0 && Wire.hasWord(control, word);
    return readable ? Wire.word(control, (int) word) : 0;
  }
}
