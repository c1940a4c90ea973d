package dev.vireo.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.protocol.DeviceException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("device")
@Tag("host-side")
class ExitDeviceTest {
  /** Opens a device, uses it, and leaves in the way that its second argument says. */
  static final class Program {
    private static final String LONG_RUNNING =
        """
        layout(local_size_x = 1) in;
        layout(set = 0, binding = 0) volatile buffer B { uint b[]; };
        void main() {
          for (uint i = 0u; i < 60000u; i++) {
            if (atomicAdd(b[0], 1u) == 0xFFFFFFFFu) { b[1] = i; }
          }
        }
        """;

    private Program() {}

    public static void main(String[] args) {
      ExitGuard.register(
          () ->
              System.out.println(
                  "complaints: " + ValidationLog.messages())); // closed after the device
      GpuContext gpu = GpuContext.open(args[0], true);
      GpuBuffer buffer = gpu.buffer("b", 256, MemoryUse.ANSWER);
      try (ShaderCompiler compiler = new ShaderCompiler()) {
        ComputePipeline pipeline =
            gpu.pipeline("p", compiler.compile("long.comp", LONG_RUNNING), List.of(buffer), 0);
        int groups = args[1].equals("abandon") ? 65535 : 1;
        gpu.submit(gpu.record("r").dispatch(pipeline, groups).barrierToHost().end(), gpu.fence());
      }
      leave(gpu, args[1]);
    }

    private static void leave(GpuContext gpu, String how) {
      switch (how) {
        case "exit" -> System.exit(7);
        case "throw" -> throw new IllegalStateException("on purpose");
        case "abandon" -> {
          try {
            gpu.close(TimeUnit.MILLISECONDS.toNanos(1));
          } catch (DeviceException tooLong) {
            System.out.println("left: " + tooLong.getMessage());
          }
          useAnAbandonedContext(gpu);
          System.exit(8);
        }
        default -> System.out.println("returning");
      }
    }

    private static void useAnAbandonedContext(GpuContext gpu) {
      gpu.abandon();
      gpu.close();
      try {
        gpu.fence();
      } catch (DeviceException refused) {
        System.out.println("refused: " + refused.getMessage());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"exit, 7", "throw, 1", "return, 0"})
  void shouldDestroyALiveDeviceOnEveryWayOut(String how, int status) throws Exception {
    ChildJvm child = ChildJvm.run(Program.class, List.of(), Map.of(), TestDevice.name(), how);
    assertEquals(status, child.status(), child.output());
    assertTrue(child.output().contains("complaints: []"), child.output());
    assertFalse(child.output().contains("closing at exit failed"), child.output());
  }

  @Test
  void shouldExitWhileTheDeviceStillWorks() throws Exception {
    ChildJvm child = ChildJvm.run(Program.class, List.of(), Map.of(), TestDevice.name(), "abandon");
    assertTrue(child.output().contains("did not end within 1 ms"), child.output());
    assertTrue(child.output().contains("refused: "), child.output());
    assertTrue(child.output().contains("was abandoned"), child.output());
    DeviceInfo device = DeviceSelector.choose(TestDevice.name(), DeviceCatalog.list());
    if (device.type()
        == DeviceInfo.Type
            .CPU) { // NVIDIA's driver crashes when it is left with a live device, after all is said
      assertEquals(8, child.status(), child.output());
    }
  }

  @Test
  void shouldSayHowToInstallAMissingValidationLayer() throws Exception {
    ChildJvm child =
        ChildJvm.run(
            Program.class,
            List.of(),
            Map.of("VK_LAYER_PATH", "/nowhere"),
            TestDevice.name(),
            "exit");
    assertEquals(1, child.status(), child.output());
    assertTrue(
        child.output().contains("VK_LAYER_KHRONOS_validation is not installed"), child.output());
  }

  @Test
  void shouldSayWhatToInstallWhenNoDriverIsFound() throws Exception {
    Map<String, String> nothing =
        Map.of("VK_DRIVER_FILES", "/nowhere.json", "VK_ICD_FILENAMES", "/nowhere.json");
    ChildJvm child = ChildJvm.run(Program.class, List.of(), nothing, TestDevice.name(), "exit");
    assertEquals(1, child.status(), child.output());
    assertTrue(child.output().contains("there is no Vulkan device"), child.output());
  }
}
