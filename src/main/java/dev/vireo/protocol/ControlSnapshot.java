package dev.vireo.protocol;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The counters of a control buffer at one moment. Source: vyre-runtime 0.6.3.
 *
 * @param shutdown whether the shutdown word is set
 * @param done executed slots modulo 2^32, unsigned
 * @param epoch batch fences modulo 2^32, unsigned
 * @param metrics non-zero execution counters by ascending opcode
 * @param tenantFairness 32 claim counters by tenant modulo 32, unsigned
 * @param priorityFairness five claim counters by priority, unsigned
 */
public record ControlSnapshot(
    boolean shutdown,
    int done,
    int epoch,
    List<ControlCodec.Metric> metrics,
    List<Integer> tenantFairness,
    List<Integer> priorityFairness) {
  /** Keeps copies of the lists. */
  public ControlSnapshot {
    metrics = List.copyOf(metrics);
    tenantFairness = List.copyOf(tenantFairness);
    priorityFairness = List.copyOf(priorityFairness);
  }

  /**
   * Reads {@code control}, from position to limit.
   *
   * @throws ProtocolException.Backend when the length is no multiple of four or less than 640
   */
  public static ControlSnapshot of(ByteBuffer control) {
    int needed = 4 * ControlLayout.CONTROL_MIN_WORDS;
    if (control.remaining() % 4 != 0 || control.remaining() < needed) {
      throw new ProtocolException.Backend(
          String.format(
              "control: a snapshot needs a multiple of 4 bytes, at least %d, got %d; pass the whole"
                  + " buffer",
              needed, control.remaining()));
    }
    return new ControlSnapshot(
        Wire.word(control, ControlLayout.SHUTDOWN) != 0,
        ControlCodec.done(control),
        ControlCodec.epoch(control),
        ControlCodec.metrics(control),
        words(control, ControlLayout.TENANT_FAIRNESS_BASE, ControlLayout.TENANT_FAIRNESS_SLOTS),
        words(
            control, ControlLayout.PRIORITY_FAIRNESS_BASE, ControlLayout.PRIORITY_FAIRNESS_SLOTS));
  }

  private static List<Integer> words(ByteBuffer control, int first, int count) {
    return IntStream.range(first, first + count)
        .mapToObj(word -> Wire.word(control, word))
        .toList();
  }
}
