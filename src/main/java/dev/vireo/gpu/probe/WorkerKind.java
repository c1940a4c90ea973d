package dev.vireo.gpu.probe;

/** Shapes of worker that the probe compares; each is one workgroup. */
public enum WorkerKind {
  /** One invocation that polls and works. */
  LANE,
  /** As many invocations as the device runs as one; each polls for itself. */
  SUBGROUP,
  /** 64 invocations; one polls, and two barriers in each turn tell the others. */
  WORKGROUP;

  private static final int WORKGROUP_LANES = 64;

  /** Invocations of a worker on a device with subgroups of this size. */
  public int lanes(int subgroupSize) {
    return switch (this) {
      case LANE -> 1;
      case SUBGROUP -> Math.max(1, subgroupSize);
      case WORKGROUP -> WORKGROUP_LANES;
    };
  }
}
