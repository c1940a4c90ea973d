package dev.vireo.runtime.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A device was opened again after a failure. */
@Name("dev.vireo.Recovery")
@Label("Device Recovered")
@Category("Vireo")
@Description("A device was opened in place of one that was lost")
@StackTrace(false)
public final class RecoveryEvent extends Event {
  @Label("Device")
  String device;

  @Label("Cause")
  String cause;

  @Label("Published Again")
  int republished;

  @Label("Lost")
  int lost;

  /** Records a recovery, with how many slots were published again and how many were lost. */
  public static void record(String device, String cause, int republished, int lost) {
    RecoveryEvent event = new RecoveryEvent();
    if (event.isEnabled()) {
      event.device = device;
      event.cause = cause;
      event.republished = republished;
      event.lost = lost;
      event.commit();
    }
  }
}
