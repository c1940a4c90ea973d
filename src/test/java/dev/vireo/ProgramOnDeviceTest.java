package dev.vireo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.gpu.InjectedFaults;
import dev.vireo.gpu.SilentValidation;
import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Slot;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What programs that slots run do, on a Vulkan device. */
@Tag("device")
@Tag("mode")
@ExtendWith(SilentValidation.class)
class ProgramOnDeviceTest extends ProgramContract {
  private static final int DEVICE_LOST = -4;

  @Override
  String device() {
    return TestDevice.named();
  }

  @Test
  void shouldLoseProgramsAndZeroResourcesWithTheDevice() throws InterruptedException {
    try (InjectedFaults faults = new InjectedFaults();
        Megakernel kernel = Megakernel.open(config())) {
      LoadedProgram endless = kernel.load(endless());
      LoadedProgram divide = kernel.load(divide());
      Resource out = kernel.resource("out", 1);
      Resource far = kernel.resource("far", 2 << 20);
      Resource numbers = kernel.resource("numbers", 3);
      far.write(0, 7);
      faults.add("vkQueueSubmit", DEVICE_LOST, 5, 1);
      faults.arm();
      Slot slot = endless.bind(Map.of("out", out)).slot(1, 1, 1);
      assertEquals(CompletionStatus.LOST, kernel.await(kernel.submit(slot)).status());
      faults.disarm();
      numbers.write(0, 0, 12, 3);
      Slot division = divide.bind(Map.of("out", numbers)).slot(1, 1, 1);
      assertEquals(CompletionStatus.DONE, kernel.await(kernel.submit(division)).status());
      assertEquals(4, numbers.read()[0]);
      int[] word = new int[1];
      far.read(0, word);
      assertEquals(0, word[0]);
      assertEquals(1, kernel.done());
    }
  }

  /** The others bind so much at once that the memory of four is more than a test should take. */
  @Test
  @Tag("only-lavapipe")
  void shouldHaveResourcesTogetherLargerThanWhatItBinds() throws InterruptedException {
    try (Megakernel kernel = Megakernel.open(config())) {
      assertReachesAll(kernel, 30 << 20); // 120 MiB each, of 128
    }
  }

  @Test
  void shouldLetOtherSlotsGoOnBesideAProgramThatDoesNotEnd() throws InterruptedException {
    // It keeps its place in the ring, which must not go round to it.
    MegakernelConfig config = config().withRingSlots(256).withCloseTimeout(Duration.ofSeconds(2));
    Megakernel kernel = Megakernel.open(config);
    long endless;
    try (kernel) {
      LoadedProgram program = kernel.load(endless());
      Resource out = kernel.resource("out", 1);
      endless = kernel.submit(program.bind(Map.of("out", out)).slot(1, 1, 1));
      for (int i = 0; i < 50; i++) {
        Completion completion = kernel.await(kernel.submit(Slot.of(Opcode.ATOMIC_ADD, 1, 160)));
        assertEquals(i, completion.result0());
      }
      int before = out.read()[0];
      for (int i = 0; i < 20; i++) {
        kernel.await(kernel.submit(Slot.of(Opcode.NOP)));
      }
      assertTrue(Integer.compareUnsigned(out.read()[0], before) > 0, "neither starves");
      assertEquals(0, kernel.poll(endless));
    }
    Completion cancelled = kernel.await(endless);
    assertEquals(CompletionStatus.CANCELLED, cancelled.status());
  }
}
