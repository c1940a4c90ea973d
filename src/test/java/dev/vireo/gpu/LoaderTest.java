package dev.vireo.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.protocol.DeviceException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LoaderTest {
  /** Tries twice to list the devices, and prints what it is told. */
  static final class Program {
    private Program() {}

    public static void main(String[] args) {
      for (int i = 0; i < 2; i++) {
        try {
          DeviceCatalog.list();
        } catch (DeviceException refused) {
          System.out.println("refused: " + refused.getMessage());
        }
      }
      System.exit(4);
    }
  }

  @Test
  void shouldSayWhatToInstallWhenThereIsNoLoader() throws Exception {
    ChildJvm child =
        ChildJvm.run(
            Program.class, List.of("-Dorg.lwjgl.vulkan.libname=/nowhere/libvulkan.so.1"), Map.of());
    List<String> refusals =
        child.output().lines().filter(line -> line.startsWith("refused: ")).toList();
    assertEquals(2, refusals.size(), child.output());
    for (String refusal : refusals) {
      assertTrue(refusal.contains("no Vulkan loader") && refusal.contains("nstall"), refusal);
    }
    assertEquals(4, child.status());
  }
}
