package dev.vireo.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.protocol.CompletionLayout;
import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.Opcode;
import dev.vireo.vir0.DataType.Scalar;
import dev.vireo.vir0.ProgramBuilder;
import dev.vireo.vir0.ProgramCodec;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads that take the pump's turns while the pump's own thread is about to sleep. */
@Timeout(60)
class PumpHelpTest {
  private static final int RING = 8;
  private static final int MANY_LOOKS = 10_000;
  private static final int DONE = CompletionStatus.DONE.code();
  private static final long LOST_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** Holds the pump's thread up once, where it is about to say that it sleeps. */
  private static final class HeldDoorbell extends Doorbell {
    final CountDownLatch held = new CountDownLatch(1);
    final CountDownLatch released = new CountDownLatch(1);
    volatile boolean armed;

    @Override
    void before(Step step) {
      if (!armed || step != Step.ANNOUNCE_SLEEP) {
        return;
      }
      armed = false;
      held.countDown();
      try {
        assertTrue(released.await(LOST_NANOS, TimeUnit.NANOSECONDS), "nobody let the pump go on");
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  private static final class HelpedBackend extends FakeBackend {
    volatile boolean helps = true;
    final AtomicInteger finished = new AtomicInteger();

    HelpedBackend() {
      super(RING);
    }

    @Override
    public boolean helps() {
      return helps;
    }

    @Override
    public void finish(SliceReport into) {
      super.finish(into);
      finished.incrementAndGet();
    }
  }

  private static SlotRuntime open(HelpedBackend backend, HeldDoorbell doorbell) {
    RuntimeSettings settings =
        new RuntimeSettings(
            RING, false, 0, 0, Long.MAX_VALUE, TimeUnit.SECONDS.toNanos(20), 0, 0, 0);
    return new SlotRuntime(backend, settings, 1, SubmitSteps.NONE, doorbell);
  }

  /** Leaves the pump's thread where it is about to say that it sleeps, the kernel prepared. */
  private static void hold(SlotRuntime runtime, HeldDoorbell doorbell) throws InterruptedException {
    runTo(runtime, publish(runtime, FakeBackend.YIELDS));
    doorbell.armed = true;
    runTo(runtime, publish(runtime, FakeBackend.YIELDS));
    doorbell.held.await();
  }

  /** Takes the pump's turns until another slice has ended. */
  private static void help(SlotRuntime runtime, HelpedBackend backend, long sequence) {
    int before = backend.finished.get();
    while (backend.finished.get() == before) {
      assertEquals(0, runtime.status(sequence)); // takes a turn now and then
    }
  }

  @Test
  void shouldGoOnWithWhatAHelpersSliceLeftWhileThePumpWasAboutToSleep() throws Exception {
    HelpedBackend backend = new HelpedBackend();
    HeldDoorbell doorbell = new HeldDoorbell();
    try (SlotRuntime runtime = open(backend, doorbell)) {
      hold(runtime, doorbell);
      long gaveWay = publish(runtime, FakeBackend.YIELDS + 1);
      help(runtime, backend, gaveWay);
      backend.helps = false;
      doorbell.released.countDown();
      awaitCompletion(runtime, gaveWay);
    }
  }

  @Test
  void shouldGoOnBehindAProgramThatAHelperRefusedWhileThePumpWasAboutToSleep() throws Exception {
    HelpedBackend backend = new HelpedBackend();
    HeldDoorbell doorbell = new HeldDoorbell();
    try (SlotRuntime runtime = open(backend, doorbell)) {
      hold(runtime, doorbell);
      long unknown = publish(runtime, Opcode.PROGRAM_FIRST);
      help(runtime, backend, unknown);
      long behind = publish(runtime, FakeBackend.YIELDS);
      int refused = 0;
      while (refused == 0) {
        refused = runtime.status(unknown); // the turn of a program, which is none
      }
      assertEquals(CompletionStatus.FAULT.code(), refused & CompletionLayout.STATUS_MASK);
      backend.helps = false;
      doorbell.released.countDown();
      awaitCompletion(runtime, behind);
    }
  }

  @Test
  void shouldRunWhatAnUnloadTookNoticeOfWhileThePumpWasAboutToSleep() throws Exception {
    HelpedBackend backend = new HelpedBackend();
    HeldDoorbell doorbell = new HeldDoorbell();
    try (SlotRuntime runtime = open(backend, doorbell)) {
      LoadedCode program = runtime.programs().load(nothing(), null);
      hold(runtime, doorbell);
      long waiting = publish(runtime, FakeBackend.WAITS);
      help(runtime, backend, waiting);
      for (int i = 0; i < MANY_LOOKS; i++) {
        assertEquals(0, runtime.status(waiting)); // turns that find nothing to do
      }
      backend.helps = false;
      long behind = publish(runtime, FakeBackend.YIELDS);
      runtime.programs().unload(program); // looks through all that was published
      doorbell.released.countDown();
      awaitCompletion(runtime, behind);
      runtime.signal(waiting, 0);
    }
  }

  private static ProgramCode nothing() {
    ProgramBuilder program = ProgramBuilder.ofWorkgroup(1);
    program.output("out", Scalar.U32, 1).store(program.u32(0), program.u32(0));
    return ProgramCode.of(ProgramCodec.encode(program.build()));
  }

  private static long publish(SlotRuntime runtime, int opcode) {
    return runtime.publish(opcode, 2, 0, 0, 0);
  }

  private static void runTo(SlotRuntime runtime, long sequence) throws InterruptedException {
    assertEquals(DONE, runtime.await(sequence, Long.MAX_VALUE).status());
  }

  private static void awaitCompletion(SlotRuntime runtime, long sequence) {
    long start = System.nanoTime();
    while (runtime.status(sequence) == 0) {
      assertTrue(System.nanoTime() - start < LOST_NANOS, "the pump sleeps over its work");
      Thread.yield();
    }
  }
}
