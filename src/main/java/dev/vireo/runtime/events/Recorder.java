package dev.vireo.runtime.events;

import jdk.jfr.FlightRecorder;

/**
 * Whether events may be wanted. Asked before anything else is: the first event would load a hundred
 * classes, a tenth of a second of a short program's time.
 */
public final class Recorder {
  private Recorder() {}

  /** Returns whether the JVM's Flight Recorder has been in use. Costs a read of a field. */
  public static boolean used() {
    return FlightRecorder.isInitialized();
  }
}
