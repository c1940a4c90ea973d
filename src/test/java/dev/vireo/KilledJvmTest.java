package dev.vireo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.gpu.ChildJvm;
import dev.vireo.protocol.Mode;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Slot;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A JVM that is killed while its device works leaves nothing behind that hinders the next one. */
@Tag("device")
@Tag("host-side")
class KilledJvmTest {
  private static final int ADDS = 500;

  /** Works for ever, or until it is done. */
  static final class Program {
    private Program() {}

    public static void main(String[] args) throws InterruptedException {
      MegakernelConfig config =
          MegakernelConfig.defaults()
              .withDevice(args[0])
              .withMode(Mode.of(args[1]))
              .withRingSlots(64);
      if (args[2].equals("open")) {
        System.out.println("opening");
      }
      try (Megakernel kernel = Megakernel.open(config)) {
        if (args[2].equals("busy")) {
          work(kernel);
        }
        for (int i = 0; i < ADDS; i++) {
          kernel.await(kernel.submit(Opcode.ATOMIC_ADD, 1, 160, 0));
        }
        System.out.println("added: " + kernel.words().read(0) + " " + kernel.mode());
      }
    }

    private static void copy(Megakernel kernel) {
      try {
        while (true) {
          // What nobody awaits in time expires.
          kernel.await(
              kernel.submit(Collections.nCopies(16, Slot.of(Opcode.MEMCPY, 200, 1000, 700))));
        }
      } catch (InterruptedException unexpected) {
        throw new IllegalStateException(unexpected);
      }
    }

    private static void work(Megakernel kernel) throws InterruptedException {
      Thread producer = new Thread(() -> copy(kernel));
      producer.setDaemon(true);
      producer.start();
      for (long i = 0; ; i++) {
        kernel.await(kernel.submit(Opcode.ATOMIC_ADD, 1, 160, 0));
        if (i == ADDS) {
          System.out.println("busy");
        }
      }
    }
  }

  private static void expectWork(String mode, Map<String, String> environment) throws Exception {
    ChildJvm next =
        ChildJvm.run(Program.class, List.of(), environment, TestDevice.named(), mode, "work");
    assertEquals(0, next.status(), next.output());
    assertTrue(next.output().contains("added: " + ADDS + " "), next.output());
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTO", "EPOCH"})
  void shouldNotHinderTheNextWhenItIsKilledAtWork(Mode mode) throws Exception {
    String name = mode.name().toLowerCase(Locale.ROOT);
    for (int i = 0; i < 2; i++) {
      ChildJvm.killAt("busy", Program.class, Map.of(), TestDevice.named(), name, "busy");
      expectWork(name, Map.of());
    }
  }

  @Test
  void shouldNotHinderTheNextWhenItIsKilledWhileItOpens(@TempDir Path folder) throws Exception {
    Map<String, String> environment = Map.of("VIREO_CACHE", folder.toString());
    // Without a cache it probes now, in a process of its own.
    ChildJvm.killAt("opening", Program.class, environment, TestDevice.named(), "auto", "open");
    assertWhole(folder);
    expectWork("auto", environment);
    assertWhole(folder);
    ChildJvm.killAt("busy", Program.class, environment, TestDevice.named(), "auto", "busy");
    expectWork("auto", environment);
    assertWhole(folder);
  }

  /** Every file of the cache is whole, or a draft, which nobody reads. */
  private static void assertWhole(Path folder) throws Exception {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!file.getFileName().toString().startsWith("draft")) {
          byte[] bytes = Files.readAllBytes(file);
          assertTrue(bytes.length > 40, file + " has " + bytes.length + " bytes");
          assertEquals("VIREOC01", new String(bytes, 0, 8, StandardCharsets.US_ASCII));
        }
      }
    }
  }
}
