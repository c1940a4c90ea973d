package dev.vireo.runtime.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

/** A batch of slots was published. */
@Name("dev.vireo.PublishBatch")
@Label("Batch Published")
@Category("Vireo")
@Description(
    "Consecutive slots were published; its duration contains the wait for room in the ring")
@StackTrace(false)
@Threshold("1 ms")
public final class PublishBatchEvent extends Event {
  @Label("Slots")
  int slots;

  @Label("First Handle")
  long firstHandle;

  @Label("Tenant")
  int tenant;

  /** Ends the event, and records it when it took as long as the recording asks for. */
  public void commit(int slotCount, long handle, int tenantId) {
    end();
    if (shouldCommit()) {
      slots = slotCount;
      firstHandle = handle;
      tenant = tenantId;
      commit();
    }
  }
}
