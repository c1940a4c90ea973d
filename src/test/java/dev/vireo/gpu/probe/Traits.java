package dev.vireo.gpu.probe;

import dev.vireo.gpu.MemoryType;
import java.util.List;

/** Traits for tests. */
public final class Traits {
  static final Visibility SEEN = new Visibility(5000, 20, 19);
  static final Visibility UNSEEN = new Visibility(0, 20, 0);
  static final Tearing WHOLE = new Tearing(50_000, 0);
  static final Tearing TORN = new Tearing(50_000, 3);
  static final LoopBudget UNLIMITED = new LoopBudget(1 << 24, false);
  static final LoopBudget LIMITED = new LoopBudget(65_534, true);

  private Traits() {}

  static MemoryTraits memory(MemoryType type, Visibility host, Visibility device, Tearing slot) {
    double readNanos = type.hostCached() ? 1 : 900;
    return memory(type, host, device, slot, WHOLE, readNanos);
  }

  static MemoryTraits memory(
      MemoryType type,
      Visibility host,
      Visibility device,
      Tearing slot,
      Tearing wholeRecord,
      double readNanos) {
    return new MemoryTraits(
        type.index(),
        type.describe(),
        type.deviceLocal(),
        type.hostCached(),
        host,
        device,
        TORN,
        slot,
        wholeRecord,
        WHOLE,
        readNanos);
  }

  static WorkerTraits worker(WorkerKind kind, int lanes, int resident, long p50Nanos) {
    int trips = p50Nanos == 0 ? 0 : 1000;
    return new WorkerTraits(kind, lanes, resident, true, p50Nanos, 2 * p50Nanos, trips);
  }

  /** Complete traits with a live verdict. */
  public static DeviceTraits complete() {
    Verdict verdict =
        new Verdict(
            true,
            "it answered",
            0,
            0,
            RecordStyle.STAMP_LAST,
            WorkerKind.LANE,
            1,
            58_980,
            List.of("why"));
    return new DeviceTraits(
        "Some device",
        "some 1.2",
        "an-identity",
        "2026-01-02T03:04:05Z",
        2500,
        LIMITED,
        UNLIMITED,
        List.of(memory(Devices.SHARED, SEEN, SEEN, WHOLE)),
        List.of(worker(WorkerKind.LANE, 1, 2, 120)),
        new SliceTraits(100_000_000, null),
        verdict,
        List.of(new ProbeFailure("a step", "its reason", true)));
  }
}
