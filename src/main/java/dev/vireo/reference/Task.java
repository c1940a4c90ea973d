package dev.vireo.reference;

import dev.vireo.protocol.FaultCode;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Where a slot goes on that gave way, and what its handler keeps meanwhile. */
final class Task {
  private static final int STATE_WORDS = 4;

  private final int[] state = new int[STATE_WORDS];
  private final boolean inOneGo;
  private final int budget;
  private TenantTable.@Nullable Tenant tenant;
  private int place;
  private int signal;
  private int turns;
  private boolean resumed;

  private Task(boolean inOneGo, int budget) {
    this.inOneGo = inOneGo;
    this.budget = budget;
  }

  /** A slot that may give way {@code budget} times, unsigned. */
  static Task of(int budget) {
    return new Task(false, budget);
  }

  /** A slot of vyre's kernels, which know nothing of giving way. */
  static Task inOneGo() {
    return new Task(true, 0);
  }

  /** Goes on. */
  void resume() {
    resumed = true;
  }

  void signal(int word) {
    signal = word;
  }

  int signal() {
    return signal;
  }

  int[] state() {
    return state;
  }

  /** Returns the number of the inner operation that runs; 0 in slots that are not PACKED. */
  int place() {
    return place;
  }

  /** The inner operation {@code number} is looked at, before any of them runs. */
  void check(int number) {
    place = number;
  }

  /**
   * The inner operation {@code number} runs, or the slot itself, as number 0; returns whether it
   * goes on after it gave way.
   */
  boolean enter(int number) {
    boolean goesOn = resumed;
    resumed = false;
    if (!goesOn) {
      Arrays.fill(state, 0);
      signal = 0;
    }
    place = number;
    return goesOn;
  }

  TenantTable.@Nullable Tenant tenant() {
    return tenant;
  }

  void setTenant(TenantTable.Tenant value) {
    tenant = value;
  }

  /** Ends the turn, or the slot when it has done so too often. */
  RuntimeException giveWay(int status, int opcode) {
    if (inOneGo) {
      return new IllegalStateException(
          "the handler of opcode "
              + Integer.toUnsignedString(opcode)
              + " gives way, which slots of vyre's own kernels cannot; run it by ReferenceExecutor");
    }
    turns++;
    return Integer.compareUnsigned(turns, budget) > 0
        ? new FaultSignal(FaultCode.FUEL, opcode)
        : new GiveWay(status);
  }
}
