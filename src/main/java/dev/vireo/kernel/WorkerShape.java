package dev.vireo.kernel;

import dev.vireo.gpu.DeviceInfo;

/**
 * How many invocations run a slice, and what each may do.
 *
 * @param localSize invocations in a workgroup
 * @param mostGroups most workgroups in a dispatch
 * @param chunk consecutive tickets that an invocation takes at a time
 * @param fuel loop back-edges that an invocation may spend in a slice, the reserve not counted
 */
public record WorkerShape(int localSize, int mostGroups, int chunk, int fuel) {
  /**
   * lavapipe of Mesa 22.3.6 stops each SIMD vector after about 65,534 loop iterations, the sides of
   * divergent branches added up, and reports success all the same.
   */
  private static final int VECTOR_BUDGET = 65_000;

  /**
   * Turns that a worker makes without charge: the inner operations of its last slot, and a few of
   * its own.
   */
  private static final int RESERVE = 16;

  /** Back-edges of a slice on a GPU; a few milliseconds at most, far below every watchdog. */
  private static final int GPU_FUEL = 65_536;

  private static final int GPU_LOCAL_SIZE = 64;
  private static final int GPU_GROUPS = 256;
  private static final int CPU_CHUNK = 16;
  private static final int CPU_LOCAL_SIZE = 16;

  /** Returns a shape that suits the device and relies on nothing that was not measured. */
  public static WorkerShape forDevice(DeviceInfo device) {
    if (device.type() != DeviceInfo.Type.CPU) {
      return new WorkerShape(GPU_LOCAL_SIZE, GPU_GROUPS, 1, GPU_FUEL);
    }
    // Software drivers run about one workgroup for each core; the cost of a lane is that of a
    // thread's iteration.
    int lanes = Math.max(1, device.subgroupSize());
    int fuel = VECTOR_BUDGET / lanes - CPU_CHUNK - RESERVE;
    return new WorkerShape(
        CPU_LOCAL_SIZE, Runtime.getRuntime().availableProcessors(), CPU_CHUNK, fuel);
  }

  /**
   * Returns how many workgroups a slice with so many slots needs: a power of two, up to the most.
   */
  public int groupsFor(int slots) {
    return Math.min(mostGroups, workgroups(slots, localSize * chunk));
  }

  /**
   * Returns how many workgroups have room for so many items: a power of two, so that few command
   * buffers are enough.
   *
   * @param items 0 or more
   * @param room items that one workgroup takes
   */
  static int workgroups(int items, int room) {
    int groups = Math.max(1, (items + room - 1) / room);
    return groups == 1 ? 1 : Integer.highestOneBit(groups - 1) << 1;
  }
}
