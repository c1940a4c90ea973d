package dev.vireo.script;

/** A kernel that runs slots in RAW protection, one lane after the other, in host memory. */
interface KernelOracle {
  /** Stands in where there is no kernel: every case fails and says so. */
  KernelOracle NONE =
      new KernelOracle() {
        @Override
        public void sequentialPass(Memory memory, int lanes, boolean addHandler) {
          throw absent();
        }

        @Override
        public void persistent(Memory memory, int lanes) {
          throw absent();
        }

        @Override
        public int[] priorityScan(Memory memory, int lane, int totalSlots, int stride) {
          throw absent();
        }

        private ConformanceFailure absent() {
          return new ConformanceFailure("a run of the reference kernel", "no reference kernel");
        }
      };

  /**
   * The protocol's four buffers, changed in place.
   *
   * @param control the control words
   * @param ring 16 words per slot
   * @param debug the debug log's words
   * @param io 8 words per IO slot
   */
  record Memory(int[] control, int[] ring, int[] debug, int[] io) {}

  /**
   * Runs one pass of the sharded kernel, lane after lane.
   *
   * @param addHandler whether opcode 8 is handled, as {@code control[170] += arg0 + arg1 * arg2}
   */
  void sequentialPass(Memory memory, int lanes, boolean addHandler);

  /** Runs the persistent kernel until every lane has seen the shutdown word. */
  void persistent(Memory memory, int lanes);

  /**
   * Scans once for a slot to claim.
   *
   * @return base word of the claimed slot, priority, tenant; three times 0xFFFFFFFF when nothing
   *     was claimed
   */
  int[] priorityScan(Memory memory, int lane, int totalSlots, int stride);
}
