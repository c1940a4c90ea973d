package dev.vireo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.gpu.ChildJvm;
import dev.vireo.gpu.ExitGuard;
import dev.vireo.gpu.ValidationLog;
import dev.vireo.protocol.ClosedException;
import dev.vireo.protocol.DeviceException;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Slot;
import dev.vireo.protocol.VireoException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a JVM ends with an open megakernel: by itself, with its own status, without a crash. */
@Tag("device")
class MegakernelExitTest {
  private static final Duration CLOSE_TIMEOUT = Duration.ofMillis(500);

  /** Opens a megakernel and leaves in the way that its second argument says. */
  static final class Program {
    private static final Handler FOREVER =
        Handler.glsl(8, "forever", "while (true) { if (!VIREO_FUEL()) { VIREO_YIELD; } }");
    private static final Handler HANGS =
        Handler.glsl(9, "hangs", "while (VIREO_ATOMIC_ADD(VIREO_ARG(0), 2u) != 1u) {}");
    private static final int ADDS = 40;

    private Program() {}

    public static void main(String[] args) throws Exception {
      // Registered first, closed after everything else.
      ExitGuard.register(() -> System.out.println("complaints: " + ValidationLog.messages()));
      MegakernelConfig config =
          MegakernelConfig.defaults()
              .withDevice(args[0])
              .withValidation(true)
              .withRingSlots(64)
              .withCloseTimeout(CLOSE_TIMEOUT)
              .withHandlers(FOREVER, HANGS);
      switch (args[1]) {
        case "compile" -> refuse(config.withHandlers(Handler.glsl(8, "wrong", "nonsense;")));
        case "memory" -> refuse(config.withRingSlots(MegakernelConfig.MOST));
        case "hang" -> hang(Megakernel.open(config));
        case "stuck" -> awaitStuck(Megakernel.open(config.withWatchdog(Duration.ofSeconds(1))));
        case "watchdog" -> goOn(Megakernel.open(config.withWatchdog(Duration.ofSeconds(1))));
        case "hang-exit" -> hangAndExit(Megakernel.open(config));
        default -> leave(Megakernel.open(config), args[1]);
      }
    }

    // What open throws after the device was opened leaves nothing behind: the next open works.
    private static void refuse(MegakernelConfig wrong) throws InterruptedException {
      try {
        Megakernel.open(wrong).close();
      } catch (VireoException | OutOfMemoryError refused) {
        System.out.println("refused: " + refused);
      }
      Megakernel right = Megakernel.open(wrong.withRingSlots(64).withHandlers(FOREVER));
      System.out.println("then: " + right.await(right.submit(Slot.of(Opcode.NOP))).status());
      Megakernel.open(wrong.withHandlers(FOREVER).withRingSlots(MegakernelConfig.MOST + 1));
    }

    private static void leave(Megakernel kernel, String how) throws InterruptedException {
      kernel.submit(Collections.nCopies(20, Slot.of(8)));
      kernel.await(kernel.submit(Opcode.ATOMIC_ADD, 1, 160, 0));
      switch (how) {
        case "exit" -> System.exit(7);
        case "callback" -> {
          kernel.future(kernel.submit(Opcode.ATOMIC_ADD, 1, 160, 0)).thenRun(() -> System.exit(7));
          Thread.currentThread().join();
        }
        case "producers" -> {
          for (int i = 0; i < 3; i++) {
            new Thread(() -> produce(kernel)).start();
          }
          while (kernel.words().read(0) < 30) {
            Thread.onSpinWait();
          }
          System.exit(7);
        }
        case "throw" -> throw new IllegalStateException("on purpose");
        default -> System.out.println("returning");
      }
    }

    private static void produce(Megakernel kernel) {
      try {
        while (true) {
          kernel.submit(Opcode.ATOMIC_ADD, 1, 160, 0);
        }
      } catch (ClosedException e) {
        System.out.println("producer: " + e.getMessage());
      }
    }

    /** Submits a slot that loops for ever without charging fuel, among others. */
    private static long submitHanging(Megakernel kernel) {
      List<Slot> slots = new ArrayList<>();
      slots.add(Slot.of(Opcode.BATCH_FENCE));
      for (int i = 0; i < ADDS; i++) {
        slots.add(Slot.of(Opcode.ATOMIC_ADD, 1, 170));
      }
      slots.add(Slot.of(9, 160));
      return kernel.submit(slots) + ADDS + 1;
    }

    private static void hang(Megakernel kernel) throws InterruptedException {
      long hanging = submitHanging(kernel);
      CompletableFuture<Completion> future = kernel.future(hanging);
      long start = System.nanoTime();
      try {
        kernel.close();
        System.out.println("closed: " + kernel.await(hanging).status());
      } catch (DeviceException stuck) {
        System.out.println("stuck: " + stuck.getMessage());
      }
      System.out.println("seconds: " + (System.nanoTime() - start) / 1_000_000_000L);
      System.out.println("done: " + future.isDone());
      for (int i = 0; i <= ADDS + 1; i++) {
        settle(kernel, hanging - i);
      }
      try {
        kernel.submit(Opcode.NOP, 0, 0, 0);
      } catch (ClosedException e) {
        System.out.println("closed for submit");
      }
      System.out.println("settled");
    }

    private static void giveUp(Megakernel kernel) throws InterruptedException {
      long hanging = submitHanging(kernel);
      Completion completion = kernel.await(hanging);
      System.out.println(completion.status() + " " + completion.fault());
      System.out.println("opcode " + completion.result1());
      for (int i = 1; i <= ADDS + 1; i++) {
        kernel.await(hanging - i);
      }
    }

    private static void awaitStuck(Megakernel kernel) throws InterruptedException {
      giveUp(kernel);
      try {
        kernel.close();
      } catch (DeviceException left) {
        System.out.println("left: " + left.getMessage());
      }
      System.out.println("closed");
    }

    // What hangs is given up; everything else goes on beside it.
    private static void goOn(Megakernel kernel) throws InterruptedException {
      try (kernel) {
        giveUp(kernel);
        kernel.words().write(0, 0);
        for (int i = 0; i < 200; i++) {
          kernel.await(kernel.submit(Opcode.ATOMIC_ADD, 1, 160, 0));
        }
        System.out.println("sum " + kernel.words().read(0));
      }
    }

    private static void settle(Megakernel kernel, long handle) throws InterruptedException {
      try {
        kernel.await(handle);
      } catch (DeviceException failed) {
        System.out.println("failed: " + failed.getMessage());
      }
    }

    private static void hangAndExit(Megakernel kernel) {
      submitHanging(kernel);
      // The slice runs by now, or will be submitted and given up while the JVM ends.
      System.exit(7);
    }
  }

  private static ChildJvm run(String how, String... options) throws Exception {
    ChildJvm child =
        ChildJvm.run(Program.class, List.of(options), Map.of(), TestDevice.named(), how);
    assertFalse(child.output().contains("fatal error"), child.output());
    assertTrue(child.output().contains("complaints: []"), child.output());
    return child;
  }

  @ParameterizedTest
  @CsvSource({"exit, 7", "throw, 1", "return, 0", "callback, 7", "producers, 7"})
  @Tag("host-side")
  void shouldEndWithItsOwnStatusWhileSlotsAreOutstanding(String how, int status) throws Exception {
    ChildJvm child = run(how);
    assertEquals(status, child.status(), child.output());
    assertFalse(child.output().contains("closing at exit failed"), child.output());
  }

  @Test
  @Tag("host-side")
  void shouldLeaveNothingBehindWhenAHandlerDoesNotCompile() throws Exception {
    ChildJvm child = run("compile");
    assertTrue(child.output().contains("wrong:1"), child.output());
    assertTrue(child.output().contains("then: DONE"), child.output());
    assertEquals(1, child.status(), child.output());
  }

  @Test
  @Tag("host-side")
  void shouldLeaveNothingBehindWhenMemoryRunsOut() throws Exception {
    // The completions of the longest ring take 64 MiB of the heap.
    ChildJvm child = run("memory", "-Xmx60m");
    assertTrue(child.output().contains("refused: java.lang.OutOfMemoryError"), child.output());
    assertTrue(child.output().contains("then: DONE"), child.output());
    assertEquals(1, child.status(), child.output());
  }

  // SwiftShader never gives up on a loop; a GPU would have to be reset.
  @Test
  @Tag("only-swiftshader")
  void shouldGiveUpASliceThatNeverEnds() throws Exception {
    ChildJvm child = run("hang");
    assertEquals(0, child.status(), child.output());
    assertTrue(child.output().contains("slot 41 (opcode 9, tenant 0)"), child.output());
    assertTrue(child.output().contains("failed: "), child.output());
    assertSettled(child);
  }

  // SwiftShader runs all devices of a process on the same threads, one for each core, and deals
  // workgroups out to them in turn: what lies behind the endless loop waits as long as that, on the
  // device that was opened anew as well. What runs there is told on a driver with threads of its
  // own.
  @Test
  @Tag("only-swiftshader")
  void shouldNameAndGiveUpASlotThatNeverEnds() throws Exception {
    ChildJvm child = run("stuck");
    assertEquals(0, child.status(), child.output());
    assertGivenUp(child);
    assertTrue(child.output().contains("closed\n"), child.output());
  }

  @Test
  @Tag("only-lavapipe-25")
  void shouldNameAndGiveUpASlotThatNeverEndsAndRunEverythingElse() throws Exception {
    ChildJvm child = run("watchdog");
    assertEquals(0, child.status(), child.output());
    assertGivenUp(child);
    assertTrue(child.output().contains("sum 200"), child.output());
  }

  private static void assertGivenUp(ChildJvm child) {
    assertTrue(child.output().contains("slot 41 (opcode 9, tenant 0)"), child.output());
    assertTrue(child.output().contains("FAULT STUCK"), child.output());
    assertTrue(child.output().contains("opcode 9\n"), child.output());
  }

  @Test
  @Tag("only-swiftshader")
  void shouldExitWhileASliceNeverEnds() throws Exception {
    ChildJvm child = run("hang-exit");
    assertEquals(7, child.status(), child.output());
    assertTrue(child.output().contains("slot 41 (opcode 9, tenant 0)"), child.output());
  }

  @Test
  @Tag("only-lavapipe")
  void shouldSurviveASliceWhoseEndlessLoopIsCutOff() throws Exception {
    // lavapipe 22.3.6 ends the loop after 65,534 turns and the slot is DONE, which nobody can tell
    // from the truth; later ones loop on, as SwiftShader does.
    ChildJvm child = run("hang");
    assertEquals(0, child.status(), child.output());
    assertTrue(
        child.output().contains("closed: DONE")
            || child.output().contains("slot 41 (opcode 9, tenant 0)"),
        child.output());
    assertSettled(child);
  }

  private static void assertSettled(ChildJvm child) {
    String seconds = child.output().replaceAll("(?s).*seconds: (\\d+).*", "$1");
    assertTrue(Integer.parseInt(seconds) < 10, child.output());
    assertTrue(child.output().contains("done: true"), child.output());
    assertTrue(child.output().contains("closed for submit"), child.output());
    assertTrue(child.output().contains("settled"), child.output());
  }
}
