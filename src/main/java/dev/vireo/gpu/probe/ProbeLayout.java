package dev.vireo.gpu.probe;

/** Numbers that the probe's kernels and their host sides share; the kernels get them as defines. */
final class ProbeLayout {
  static final int BINDING_PARAMS = 0;
  static final int BINDING_FIRST = 1;
  static final int BINDING_SECOND = 2;

  /** Turns that a kernel makes at most. */
  static final int PARAM_TURNS = 0;

  /** Loops: whether lanes take different branches, and where the sequences start. */
  static final int PARAM_DIVERGES = 1;

  static final int PARAM_SEED = 2;

  /** Visibility: slots less one, way of writing records, first stamp. */
  static final int PARAM_MASK = 1;

  static final int PARAM_WAY = 2;
  static final int PARAM_STAMP = 3;

  /** Loops: results of each lane, and the shifts of two xorshift sequences. */
  static final int LANE_RESULTS = 2;

  static final int SHIFT_A = 13;
  static final int SHIFT_B = 17;
  static final int SHIFT_C = 5;
  static final int SHIFT_D = 9;
  static final int SHIFT_E = 7;

  /** Residency: words of the board. */
  static final int BOARD_SIGNED_IN = 0;

  static final int BOARD_CLOSED = 1;
  static final int BOARD_SINK = 2;

  /** What the host writes as a request to end a kernel. */
  static final int STOP = -1;

  /** Round trips: word of a request, and of its answer. */
  static final int REQUEST_WORD = 0;

  /** Visibility: places in the tested memory, in units of four words. */
  static final int DOORBELL_QUAD = 0;

  static final int RECORD_QUAD = 4;
  static final int SLOTS_QUAD = 8;
  static final int SLOT_QUADS = 4;
  static final int QUAD_2 = 2;
  static final int QUAD_3 = 3;

  /** Visibility: ways of writing a record. */
  static final int WAY_WHOLE = 1;

  static final int WAY_STAMP_LAST = 2;

  /** Visibility: words of the results. */
  static final int RESULT_SEEN = 0;

  static final int RESULT_MIXED = 1;
  static final int RESULT_STALE = 2;
  static final int RESULT_TURNS = 3;

  private ProbeLayout() {}
}
