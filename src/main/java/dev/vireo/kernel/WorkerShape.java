package dev.vireo.kernel;

import dev.vireo.gpu.DeviceInfo;
import dev.vireo.gpu.probe.OverrideRules;
import dev.vireo.gpu.probe.ProbeOverrides;
import dev.vireo.gpu.probe.Verdict;

/**
 * How many invocations run a slice, and what each may do.
 *
 * @param localSize invocations in a workgroup
 * @param mostGroups most workgroups in a slice that ends when its slots are done
 * @param liveGroups workgroups in a live slice; 0 when there are none
 * @param chunk consecutive tickets that an invocation takes at a time, but in live slices, where it
 *     takes one
 * @param turns turns that an invocation's own loop makes in a slice at most
 * @param fuel back-edges that an invocation's operations may spend in a slice
 * @param counted whether a driver counts the turns of all loops together, so that turns and fuel
 *     have to be less in a kernel with more loops
 */
public record WorkerShape(
    int localSize,
    int mostGroups,
    int liveGroups,
    int chunk,
    int turns,
    int fuel,
    boolean counted) {
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

  /** Turns of a live slice where loops have no limit: some ten milliseconds up to a hundred. */
  private static final int MOST_TURNS = 131_072;

  /**
   * Share of a limited budget that goes to an invocation's own loop: its vector makes these turns
   * together, while the loops of operations add up over the vector.
   */
  private static final double TURNS_SHARE = 0.6;

  private static final int GPU_LOCAL_SIZE = 64;
  private static final int GPU_GROUPS = 256;

  /** As many invocations as answer 60 million slots a second when each takes 30 µs for one. */
  private static final int GPU_LIVE_GROUPS = 32;

  /** Invocations that look at partitions are in each other's way. */
  private static final int MOST_PARTITION_GROUPS = 8;

  private static final int CPU_CHUNK = 16;
  private static final int CPU_LOCAL_SIZE = 16;

  /** Returns a shape for epoch slices that relies on nothing that was not measured. */
  public static WorkerShape forDevice(DeviceInfo device) {
    if (device.type() != DeviceInfo.Type.CPU) {
      return new WorkerShape(GPU_LOCAL_SIZE, GPU_GROUPS, 0, 1, GPU_FUEL, GPU_FUEL, false);
    }
    // Software drivers run about one workgroup for each core; the cost of a lane is that of a
    // thread's iteration.
    return limited(
        device, CPU_LOCAL_SIZE, Runtime.getRuntime().availableProcessors(), 0, VECTOR_BUDGET);
  }

  /** Returns a shape for live slices, from what was measured. */
  public static WorkerShape live(DeviceInfo device, Verdict verdict) {
    int workers = verdict.workers();
    if (device.type() != DeviceInfo.Type.CPU) {
      return new WorkerShape(
          GPU_LOCAL_SIZE,
          GPU_GROUPS,
          Math.min(workers, GPU_LIVE_GROUPS),
          1,
          Math.min(verdict.sliceTurns(), MOST_TURNS),
          Math.min(verdict.sliceTurns(), GPU_FUEL),
          false);
    }
    // One vector in a workgroup: what the vector's lanes have in common costs once, and no vector
    // of another workgroup takes the core that the host needs.
    int lanes = Math.max(1, device.subgroupSize());
    int groups = Runtime.getRuntime().availableProcessors() * CPU_LOCAL_SIZE / lanes;
    return limited(device, lanes, groups, workers, verdict.sliceTurns());
  }

  private static WorkerShape limited(
      DeviceInfo device, int localSize, int groups, int liveGroups, int budget) {
    int turns = Math.min(MOST_TURNS, (int) (budget * TURNS_SHARE));
    return new WorkerShape(
        localSize, groups, liveGroups, CPU_CHUNK, turns, fuel(device, budget, turns), true);
  }

  /** Operations get what the workers' own loops leave; theirs add up over a subgroup. */
  private static int fuel(DeviceInfo device, int budget, int turns) {
    int lanes = Math.max(1, device.subgroupSize());
    return Math.min(GPU_FUEL, (budget - turns) / lanes - CPU_CHUNK - RESERVE);
  }

  /**
   * Returns this shape with what a caller chose in its place: workgroups for live slices where
   * there are any, else for epoch slices, and turns.
   *
   * @param verdict what live slices rely on; null for epoch slices
   * @throws dev.vireo.protocol.DeviceException when slices with so many turns would not run to
   *     their end, and it is not forced
   */
  public WorkerShape overridden(DeviceInfo device, Verdict verdict, ProbeOverrides chosen) {
    int lanes = chosen.lanes() != 0 ? chosen.lanes() : localSize;
    boolean live = liveGroups != 0;
    int groups = chosen.workgroups() == 0 || live ? mostGroups : chosen.workgroups();
    int workers = chosen.workgroups() == 0 || !live ? liveGroups : chosen.workgroups();
    if (chosen.sliceTurns() == 0) {
      return new WorkerShape(lanes, groups, workers, chunk, turns, fuel, counted);
    }
    boolean cpu = device.type() == DeviceInfo.Type.CPU;
    int budget = verdict != null ? verdict.sliceTurns() : cpu ? VECTOR_BUDGET : Integer.MAX_VALUE;
    int left = cpu ? fuel(device, budget, chosen.sliceTurns()) : budget - chosen.sliceTurns();
    if (left < 1 && !chosen.forced()) {
      throw OverrideRules.contradicted(
          device,
          chosen.sliceTurns() + " turns a slice",
          verdict != null
              ? "a subgroup may make " + budget + " in all, those of its operations included"
              : "drivers of its kind may end loops after "
                  + budget
                  + " turns of a subgroup, and epoch slices rely on no measurement");
    }
    int rest = cpu && left >= 1 ? left : fuel;
    return new WorkerShape(lanes, groups, workers, chunk, chosen.sliceTurns(), rest, counted);
  }

  /**
   * Returns the turns that an invocation's own loop may make in a kernel. Each may cost one turn of
   * every loop that the slots it found stand before, if only to leave it.
   */
  public int turns(KernelSpec kernel) {
    return counted ? Math.max(1, turns / kernel.loops()) : turns;
  }

  /**
   * Returns the back-edges that an invocation's operations may spend in a kernel. Where loops are
   * nested, leaving an inner one costs as much as the outer one's back-edge.
   */
  public int fuel(KernelSpec kernel) {
    return counted && kernel.nestsLoops() ? fuel / 2 : fuel;
  }

  /**
   * Returns the shape for a ring of partitions: positions have fewer bits there.
   *
   * @param alone whether there is one invocation
   */
  public WorkerShape partitioned(boolean alone) {
    int lanes = alone ? 1 : localSize;
    int live = Math.min(liveGroups, alone ? 1 : MOST_PARTITION_GROUPS);
    int groups = alone ? 1 : mostGroups;
    // Slices that are not live make far fewer turns.
    int mostTurns = (1 << PartitionLayout.POSITION_BITS - 1) / (lanes * Math.max(1, live));
    return new WorkerShape(lanes, groups, live, 1, Math.min(turns, mostTurns), fuel, counted);
  }

  /** Returns the most invocations of any slice. */
  public int mostLanes() {
    return localSize * Math.max(mostGroups, liveGroups);
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
