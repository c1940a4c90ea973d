package dev.vireo.kernel;

/**
 * Layout of the request buffer, which the host writes before each slice and the device only reads.
 *
 * <p>Positions are relative: position 0 is the oldest slot that has not completed (sequence
 * BASE_SEQUENCE, ring index BASE_SLOT). At most one ring's length is outstanding, so a position
 * names a slot without a division, and nothing jumps when sequences pass 2^32 or the ring's size is
 * no power of two.
 */
public final class RequestLayout {
  /** Low word of the sequence at position 0. */
  public static final int REQ_BASE_SEQUENCE = 0;

  /** Ring index of position 0. */
  public static final int REQ_BASE_SLOT = 1;

  /** Position of the first slot that this slice may claim. */
  public static final int REQ_FIRST_POSITION = 2;

  /** How many slots, from there on, this slice may claim: the doorbell. */
  public static final int REQ_COUNT = 3;

  /** Entries in the list of slots to resume. */
  public static final int REQ_RESUME_COUNT = 4;

  /** Word of the state buffer at which the list of slots to resume begins. */
  public static final int REQ_LIST_IN = 5;

  /** Word of the state buffer at which the list of slots that give way begins. */
  public static final int REQ_LIST_OUT = 6;

  /** Loop back-edges that one invocation may spend in this slice. */
  public static final int REQ_FUEL = 7;

  /** Loop back-edges that one slot may spend in all. */
  public static final int REQ_SLOT_BUDGET = 8;

  /** Batch fences that wait, in the order of publication. */
  public static final int REQ_FENCE_COUNT = 9;

  /** Slots in the ring. */
  public static final int REQ_RING_SLOTS = 10;

  /** Consecutive tickets that one invocation takes at a time. */
  public static final int REQ_CHUNK = 11;

  /** Entry of the list of slots to resume with which this slice begins; it goes round. */
  public static final int REQ_RESUME_START = 12;

  /** Turns that one invocation's own loop may make in this slice. */
  public static final int REQ_TURNS = 13;

  /** Not 0 when the slice goes on looking at the doorbell. */
  public static final int REQ_LIVE = 14;

  /** By how much BASE_SEQUENCE has grown since the slice that wrote the list of slots to resume. */
  public static final int REQ_LIST_SHIFT = 15;

  /** Word of the state buffer at which the record of what each invocation claimed last begins. */
  public static final int REQ_CLAIMS = 18;

  /** Not 0 when producers stamp what they publish, so that slots may be run in any order. */
  public static final int REQ_STAMPS = 17;

  /** Word of the state buffer at which the task records begin. */
  public static final int REQ_TASKS = 16;

  /** First entry of the fence table: positions. */
  public static final int REQ_FENCES = 64;

  /** Most fences that one slice looks at. */
  public static final int FENCE_TABLE_SLOTS = 960;

  /** Words in the buffer. */
  public static final int REQUEST_WORDS = REQ_FENCES + FENCE_TABLE_SLOTS;

  private RequestLayout() {}
}
