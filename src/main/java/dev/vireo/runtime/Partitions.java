package dev.vireo.runtime;

import java.util.Arrays;

/**
 * The partitions of a ring, the most urgent first; one where the ring has none. What may be asked
 * without the pump's turn says so in {@link Partition}. Loops are spelled out, because waiting
 * threads ask these all the time.
 */
final class Partitions {
  private final Partition[] partitions;

  Partitions(Partition[] partitions) {
    this.partitions = partitions;
  }

  /** Returns the one that whoever waits for a tenant waits at. */
  Partition first() {
    return partitions[0];
  }

  /** Returns them all, to be looked at only. */
  Partition[] each() {
    return partitions;
  }

  /** Returns how many there are. */
  int count() {
    return partitions.length;
  }

  /** Returns what a slot of this priority is published through. */
  Partition of(int priority) {
    return partitions.length == 1 ? partitions[0] : partitions[priority];
  }

  /** Returns where the slot with this handle lies. */
  Partition ofHandle(long handle) {
    int number = Handles.partition(handle);
    if (handle >= 0 && number < partitions.length) {
      return partitions[number];
    }
    throw new IllegalArgumentException(
        "handle 0x"
            + Long.toHexString(handle)
            + " names partition "
            + number
            + "; this ring has "
            + (partitions.length == 1
                ? "one, number 0"
                : partitions.length + ", from number 0 on"));
  }

  /** Returns the sequence that each of them gives out next. */
  long[] cursors() {
    return Arrays.stream(partitions).mapToLong(each -> each.publisher().cursor()).toArray();
  }

  /** Wakes whoever waits for the pump. */
  void wake() {
    for (Partition partition : partitions) {
      partition.outstanding().wake();
    }
  }

  /** A slice is about to be started that may claim what the request says. */
  void expose(SliceRequest request) {
    for (Partition partition : partitions) {
      partition.expose(request.parts[partition.number()], request.live);
    }
  }

  /** No slice runs: what is not claimed has not started. */
  void unexpose() {
    for (Partition partition : partitions) {
      partition.unexpose();
    }
  }

  /** The slice that signals were handed over to did not start. */
  void notStarted() {
    for (Partition partition : partitions) {
      partition.parkings().notStarted();
    }
  }

  /** Tells the outstanding slots' waiters that a slice has ended. */
  void sliceEnded() {
    for (Partition partition : partitions) {
      partition.outstanding().sliceEnded();
    }
  }

  /** Takes the completions of what earlier slices ran. */
  void takeClaimed() {
    take(false);
    // A fence that a live slice answered, with a fault, was in no request.
    for (Partition partition : partitions) {
      partition.dropAnsweredFences();
    }
  }

  /** Takes notice of the slots that began to wait in the slice that has ended. */
  void parked(SliceReport report) {
    for (Partition partition : partitions) {
      partition.parked(report.parts[partition.number()].parked);
    }
  }

  /** Cancels everything that was published and has not completed. */
  void cancelRest() {
    for (Partition partition : partitions) {
      partition.cancelRest();
    }
    wakeTenants();
  }

  /** Runs the callbacks that are due. */
  void tell() {
    for (Partition partition : partitions) {
      partition.outstanding().tell();
    }
  }

  /** Lets nobody take a sequence. */
  void hold() {
    for (Partition partition : partitions) {
      partition.publisher().hold();
    }
  }

  /** Ends {@link #hold}. */
  void release() {
    for (Partition partition : partitions) {
      partition.publisher().release();
    }
  }

  /** Takes completions: of everything that was published, or only of what was claimed. */
  boolean take(boolean unclaimed) {
    boolean some = false;
    for (Partition partition : partitions) {
      some |= unclaimed ? partition.takeFilled() : partition.takeClaimed();
    }
    if (some) {
      wakeTenants();
    }
    return some;
  }

  /** Returns whether slots were seen published. */
  boolean raiseDoorbell() {
    boolean raised = false;
    for (Partition partition : partitions) {
      raised |= partition.raiseDoorbell();
    }
    return raised;
  }

  /** Closes publishing. */
  void close(String because) {
    for (Partition partition : partitions) {
      partition.publisher().close(because);
    }
  }

  /** Fails whoever waits for what has not completed. */
  void fail(RuntimeException cause) {
    for (Partition partition : partitions) {
      partition.outstanding().fail(cause);
    }
  }

  /** Returns whether everything whose sequence was taken has completed; any thread. */
  boolean idle() {
    for (Partition partition : partitions) {
      if (!partition.idle()) {
        return false;
      }
    }
    return true;
  }

  /** Returns how many slots were published and have not been taken. */
  long outstandingSlots() {
    long slots = 0;
    for (Partition partition : partitions) {
      slots += partition.outstandingSlots();
    }
    return slots;
  }

  /** Returns whether there may be slots whose publisher failed; any thread. */
  boolean broken() {
    for (Partition partition : partitions) {
      if (partition.publisher().broken()) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether a slot waits that was signalled. */
  boolean due() {
    for (Partition partition : partitions) {
      if (partition.parkings().due()) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether no thread looks at completion records. */
  boolean unread() {
    for (Partition partition : partitions) {
      if (!partition.outstanding().cells().leftWithin(0)) {
        return false;
      }
    }
    return true;
  }

  /** Returns whether every sequence that was taken is filled. */
  boolean allFilled() {
    for (Partition partition : partitions) {
      if (!partition.allFilled()) {
        return false;
      }
    }
    return true;
  }

  /** Returns whether a running slice has nothing to do. */
  boolean quiet() {
    for (Partition partition : partitions) {
      if (!partition.quiet()) {
        return false;
      }
    }
    return true;
  }

  /** Returns whether there are slots that no slice was asked to run. */
  boolean waits() {
    for (Partition partition : partitions) {
      if (partition.waits()) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether something was published since the doorbells were last raised. */
  boolean published() {
    for (Partition partition : partitions) {
      if (partition.published()) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether a fence waits for nothing but its settling. */
  boolean fenceClaimed() {
    for (Partition partition : partitions) {
      if (partition.fenceClaimed()) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether callbacks are due; any thread. */
  boolean untold() {
    for (Partition partition : partitions) {
      if (partition.outstanding().untold()) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether threads that wait take the pump's turns; any thread. */
  boolean helped() {
    for (Partition partition : partitions) {
      if (partition.outstanding().helped()) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether somebody sleeps until the pump has taken something; any thread. */
  boolean attended() {
    for (Partition partition : partitions) {
      if (partition.outstanding().attended()) {
        return true;
      }
    }
    return false;
  }

  // Whoever waits for a tenant does so at the first partition, whichever its slots lie in.
  void wakeTenants() {
    if (partitions.length > 1) {
      partitions[0].outstanding().wake();
    }
  }
}
