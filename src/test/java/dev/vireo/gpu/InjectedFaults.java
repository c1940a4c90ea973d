package dev.vireo.gpu;

import java.util.ArrayList;
import java.util.List;

/**
 * Has Vulkan calls fail in contexts that are opened from now on until it is closed; for one test at
 * a time.
 */
public final class InjectedFaults implements AutoCloseable {
  private record Fault(String call, int result, int first, int times) {}

  private final List<Fault> faults = new ArrayList<>();
  private final List<Integer> seen = new ArrayList<>();
  private boolean armed;
  private int injected;

  public InjectedFaults() {
    GpuContext.faultsOfNew = this::before;
  }

  /**
   * Has a call fail, once {@link #arm armed}.
   *
   * @param call its name
   * @param result the VkResult that it answers
   * @param first how many calls succeed before
   * @param times how many fail then
   */
  public synchronized InjectedFaults add(String call, int result, int first, int times) {
    faults.add(new Fault(call, result, first, times));
    seen.add(0);
    return this;
  }

  /** Begins to count calls. */
  public synchronized void arm() {
    armed = true;
  }

  /** Has no call fail any more. */
  public synchronized void disarm() {
    armed = false;
  }

  /** Returns how many calls have failed. */
  public synchronized int injected() {
    return injected;
  }

  // Of several faults the second counts calls only when the first has happened.
  private synchronized int before(String call) {
    if (!armed) {
      return 0;
    }
    for (int i = 0; i < faults.size(); i++) {
      Fault fault = faults.get(i);
      int past = seen.get(i);
      if (call.equals(fault.call) || call.startsWith(fault.call + " ")) {
        seen.set(i, past + 1);
        if (past >= fault.first && past < fault.first + fault.times) {
          injected++;
          return fault.result;
        }
      }
      if (seen.get(i) < fault.first + 1) {
        return 0;
      }
    }
    return 0;
  }

  @Override
  public void close() {
    GpuContext.faultsOfNew = CallFaults.NONE;
  }
}
