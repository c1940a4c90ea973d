package dev.vireo;

import dev.vireo.protocol.SignalException;

/** Handlers whose slots go on in several slices, and what they come to. */
final class SlotHandlers {
  private static final int RESULTS = 1000;
  private static final int FACTOR = 31;

  /**
   * Waits for arg0 signals; counts its turns at arg1; its result, also stored 1,000 words behind
   * that, is what {@link #mixed} makes of the signals' words.
   */
  static final Handler WAIT =
      Handler.glsl(
              8,
              "wait",
              """
              uint turn = VIREO_STATE(0)++;
              if (turn != 0u || VIREO_SIGNAL != 0u) {
                VIREO_STATE(1) = VIREO_STATE(1) * 31u + VIREO_SIGNAL + 1u;
              }
              VIREO_STORE(VIREO_ARG(1) + 1000u, VIREO_STATE(1));
              VIREO_ATOMIC_ADD(VIREO_ARG(1), 1u);
              if (turn < VIREO_ARG(0)) {
                VIREO_WAIT;
              }
              VIREO_RESULT0 = VIREO_STATE(1);
              VIREO_RESULT1 = VIREO_SIGNAL;
              """)
          .withJava(
              c -> {
                int turn = c.state(0);
                c.state(0, turn + 1);
                if (turn != 0 || c.signal() != 0) {
                  c.state(1, c.state(1) * FACTOR + c.signal() + 1);
                }
                c.store(c.arg(1) + RESULTS, c.state(1));
                c.atomicAdd(c.arg(1), 1);
                if (Integer.compareUnsigned(turn, c.arg(0)) < 0) {
                  c.waitForSignal();
                }
                c.result(0, c.state(1));
                c.result(1, c.signal());
              });

  /** Gives way arg0 times, in turn by YIELD and REQUEUE; counts its turns at arg1. */
  static final Handler TURNS =
      Handler.glsl(
              9,
              "turns",
              """
              VIREO_ATOMIC_ADD(VIREO_ARG(1), 1u);
              uint turn = VIREO_STATE(3);
              VIREO_RESULT0 = turn;
              if (turn < VIREO_ARG(0)) {
                VIREO_STATE(3) = turn + 1u;
                if ((turn & 1u) == 0u) {
                  VIREO_REQUEUE;
                }
                VIREO_YIELD;
              }
              """)
          .withJava(
              c -> {
                c.atomicAdd(c.arg(1), 1);
                int turn = c.state(3);
                c.result(0, turn);
                if (Integer.compareUnsigned(turn, c.arg(0)) < 0) {
                  c.state(3, turn + 1);
                  if ((turn & 1) == 0) {
                    c.requeue();
                  }
                  c.giveWay();
                }
              });

  private SlotHandlers() {}

  /** What {@link #WAIT} makes of the words of its signals. */
  static int mixed(int... words) {
    int mixed = 0;
    for (int word : words) {
      mixed = mixed * FACTOR + word + 1;
    }
    return mixed;
  }

  /** Signals a slot as soon as it has taken the signal before. */
  static void signal(Megakernel kernel, long handle, int word) {
    for (; ; ) {
      try {
        kernel.signal(handle, word);
        return;
      } catch (SignalException.Untaken e) {
        Thread.onSpinWait();
      }
    }
  }
}
