package dev.vireo.bench;

import dev.vireo.protocol.SlotLayout;

/**
 * Numbers that the kernels of {@code shaders/bench} share with the host; they get them as defines.
 */
final class BenchLayout {
  /** The kernel that answers. */
  static final int BINDING_REQUESTS = 0;

  static final int BINDING_ANSWERS = 1;

  /** The kernel that is dispatched for each task. */
  static final int BINDING_COUNTERS = 0;

  /** The running kernel. */
  static final int BINDING_PARAMS = 0;

  static final int BINDING_STAMPS = 1;
  static final int BINDING_RING = 2;
  static final int BINDING_COMPLETIONS = 3;
  static final int BINDING_PLACES = 4;
  static final int BINDING_WORDS = 5;

  /** Turns that each lane may make, slots in the ring, and whether to end. */
  static final int PARAM_TURNS = 0;

  static final int PARAM_SLOTS = 1;
  static final int PARAM_STOP = 2;
  static final int PARAM_COUNT = 3;

  /** Turns between two looks at PARAM_STOP, less one. */
  static final int STOP_MASK = 63;

  static final int SLOT_WORDS = SlotLayout.SLOT_WORDS;
  static final int ARG0_WORD = SlotLayout.ARG0_WORD;
  static final int ARG1_WORD = SlotLayout.ARG0_WORD + 1;

  private BenchLayout() {}
}
