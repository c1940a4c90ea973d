package dev.vireo.runtime.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A program was compiled, and runs so from now on. */
@Name("dev.vireo.Promotion")
@Label("Program Promoted")
@Category("Vireo")
@Description("A program runs compiled from now on")
@StackTrace(false)
public final class PromotionEvent extends Event {
  @Label("Opcode")
  int opcode;

  @Label("Worked")
  @Description("Device time in the interpreter before")
  @Timespan(Timespan.NANOSECONDS)
  long worked;

  @Label("Compile Time")
  @Timespan(Timespan.NANOSECONDS)
  long compileTime;

  /** Records a promotion; the times are in nanoseconds. */
  public static void record(int opcode, long worked, long compileTime) {
    PromotionEvent event = new PromotionEvent();
    if (event.isEnabled()) {
      event.opcode = opcode;
      event.worked = worked;
      event.compileTime = compileTime;
      event.commit();
    }
  }
}
