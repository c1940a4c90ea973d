package dev.vireo.runtime.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

/** A slice of the kernel, or a dispatch of a program. */
@Name("dev.vireo.Slice")
@Label("Slice")
@Category("Vireo")
@Description("The kernel ran, or a dispatch of a program did")
@StackTrace(false)
@Threshold("1 ms")
public final class SliceEvent extends Event {
  @Label("Live")
  boolean live;

  @Label("Program")
  boolean program;

  /** Ends the event, and records it when it took as long as the recording asks for. */
  public void commit(boolean liveSlice, boolean programRan) {
    end();
    if (shouldCommit()) {
      live = liveSlice;
      program = programRan;
      commit();
    }
  }
}
