package dev.vireo;

import dev.vireo.protocol.Slot;
import java.util.concurrent.CountDownLatch;

/** Slots that do not complete before the gate is opened. */
final class Gate {
  private static final int OPCODE = 90;
  private static final int OBSERVABLE = 900;

  private final CountDownLatch open = new CountDownLatch(1);

  /** Returns the handler with which the megakernel has to be opened. */
  Handler handler() {
    return Handler.glsl(
            OPCODE, "gate", "if (VIREO_LOAD(VIREO_ARG(0)) == 0u) VIREO_YIELD; VIREO_RESULT0 = 1u;")
        .withJava(
            context -> {
              try {
                open.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              context.result(0, 1);
            });
  }

  Slot slot() {
    return Slot.of(OPCODE, 160 + OBSERVABLE);
  }

  void open(Megakernel kernel) {
    kernel.words().write(OBSERVABLE, 1);
    open.countDown();
  }
}
