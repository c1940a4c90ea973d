package dev.vireo.protocol;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A window of work: required payloads, then lookahead ones, each published as a single slot with
 * the arguments {@code (ticket, class, payload…)}. Source: vyre-runtime 0.6.3.
 *
 * @param tenant the tenant's id
 * @param opcode opcode of all slots
 * @param ticket number of the window, unsigned
 * @param required payloads that must run, at most {@link #MAX_PAYLOAD_WORDS} words each
 * @param lookahead payloads that may run ahead, at most {@link #MAX_PAYLOAD_WORDS} words each
 */
public record WindowDescriptor(
    int tenant, int opcode, int ticket, List<int[]> required, List<int[]> lookahead) {
  /** Class of a required payload, the second argument word. */
  public static final int REQUIRED = 0;

  /** Class of a lookahead payload, the second argument word. */
  public static final int LOOKAHEAD = 1;

  /** Argument words of a slot that ticket and class leave. */
  public static final int MAX_PAYLOAD_WORDS = SlotLayout.ARGS_PER_SLOT - 2;

  /** Keeps copies of the lists. */
  public WindowDescriptor {
    required = List.copyOf(required);
    lookahead = List.copyOf(lookahead);
  }

  /**
   * Publishes the window from slot {@code start} on. Payload sizes are checked first; then slots
   * are published one by one, and those before a refused one stay.
   *
   * @return how many slots were published
   * @throws ProtocolException.QueueFull when a payload is too long, or the ring refuses a slot
   */
  public int publish(ByteBuffer ring, long start) {
    List<int[]> slots = new ArrayList<>();
    required.forEach(payload -> slots.add(args(REQUIRED, payload)));
    lookahead.forEach(payload -> slots.add(args(LOOKAHEAD, payload)));
    for (int i = 0; i < slots.size(); i++) {
      RingCodec.publish(ring, start + i, tenant, opcode, slots.get(i));
    }
    return slots.size();
  }

  private int[] args(int payloadClass, int... payload) {
    if (payload.length > MAX_PAYLOAD_WORDS) {
      throw new ProtocolException.QueueFull(
          String.format(
              "a window payload has at most %d words, got %d; put the rest into memory",
              MAX_PAYLOAD_WORDS, payload.length));
    }
    int[] args = new int[2 + payload.length];
    args[0] = ticket;
    args[1] = payloadClass;
    System.arraycopy(payload, 0, args, 2, payload.length);
    return args;
  }
}
