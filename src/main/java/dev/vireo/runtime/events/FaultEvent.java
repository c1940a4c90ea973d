package dev.vireo.runtime.events;

import dev.vireo.protocol.CompletionLayout;
import dev.vireo.protocol.FaultCode;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A slot ended as FAULT. */
@Name("dev.vireo.Fault")
@Label("Slot Fault")
@Category("Vireo")
@Description("A slot ended as FAULT")
@StackTrace(false)
public final class FaultEvent extends Event {
  @Label("Handle")
  long handle;

  @Label("Fault")
  String fault;

  @Label("Result 0")
  @Description("The place of the fault")
  int result0;

  @Label("Result 1")
  @Description("The offending word")
  int result1;

  /** Records how a slot ended, from its completion's words. */
  public static void record(long handle, int status, long results) {
    FaultEvent event = new FaultEvent();
    if (event.isEnabled()) {
      event.handle = handle;
      event.fault =
          FaultCode.values()[status >>> CompletionLayout.FAULT_SHIFT & CompletionLayout.FAULT_MASK]
              .name();
      event.result0 = (int) results;
      event.result1 = (int) (results >>> Integer.SIZE);
      event.commit();
    }
  }
}
