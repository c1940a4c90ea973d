package dev.vireo.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.protocol.DeviceException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lwjgl.system.Configuration;

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

  /** Compiles a shader, which is the other way to touch LWJGL first. */
  static final class Compile {
    private Compile() {}

    public static void main(String[] args) {
      try (ShaderCompiler compiler = new ShaderCompiler(new DiskCache(null))) {
        compiler.compile("empty.comp", "void main() {}");
      }
      System.out.println("memory: " + Configuration.MEMORY_BACKEND.get());
    }
  }

  private static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";

  @ParameterizedTest
  @ValueSource(strings = {"/nowhere/libvulkan.so.1", "libvulkan-of-nowhere.so.1"})
  void shouldSayWhatToInstallWhenThereIsNoLoaderAndNothingElse(String name) throws Exception {
    ChildJvm child =
        ChildJvm.run(
            Program.class, List.of(NATIVE_ACCESS, "-Dorg.lwjgl.vulkan.libname=" + name), Map.of());
    // Not a line of LWJGL's own, and no warning of Java 25.
    List<String> refusals = child.output().lines().toList();
    assertEquals(2, refusals.size(), child.output());
    for (String refusal : refusals) {
      assertTrue(refusal.startsWith("refused: no Vulkan loader"), refusal);
      assertTrue(refusal.contains(name) && refusal.contains("nstall"), refusal);
    }
    assertEquals(4, child.status());
  }

  @Test
  void shouldNotMakeJavaWarnOfUnsafe() throws Exception {
    ChildJvm child = ChildJvm.run(Compile.class, List.of(NATIVE_ACCESS), Map.of());
    String backend = Runtime.version().feature() >= 25 ? "ffm" : "null";
    assertEquals(List.of("memory: " + backend), child.output().lines().toList());
  }

  @Test
  void shouldLeaveAChosenWayToMemoryAlone() throws Exception {
    List<String> chosen = List.of(NATIVE_ACCESS, "-Dorg.lwjgl.system.memoryBackend=legacy");
    ChildJvm child = ChildJvm.run(Compile.class, chosen, Map.of());
    assertTrue(child.output().contains("memory: legacy"), child.output());
  }
}
