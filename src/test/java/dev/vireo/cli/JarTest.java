package dev.vireo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The jar as a user starts it, on the Java that runs the tests. */
@Tag("jar")
class JarTest {
  @Test
  void shouldStartWithoutWarningsFromTheClassPath() throws Exception {
    expectVersion(Run.java(), "-jar", Run.jar().toString(), "--version");
  }

  @Test
  void shouldStartWithoutWarningsOnTheModulePath() throws Exception {
    expectVersion(
        Run.java(),
        "-p",
        Run.jar() + File.pathSeparator + Run.ROOT.resolve("target/dependency"),
        // Nothing requires the modules that hold LWJGL's native libraries.
        "--add-modules",
        "ALL-MODULE-PATH",
        "-m",
        "dev.vireo/dev.vireo.cli.Main",
        "--version");
  }

  @Test
  void shouldPrintOneMessageAndNoWarningWhenThereIsNoVulkan() throws Exception {
    String nowhere = "-Dorg.lwjgl.vulkan.libname=libvulkan-of-nowhere.so.1";
    Run run =
        Run.of(
            Run.ROOT,
            Map.of("JDK_JAVA_OPTIONS", ""),
            List.of(Run.java(), nowhere, "-jar", Run.jar().toString(), "devices"));
    assertEquals(3, run.status());
    assertEquals("", run.out());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().startsWith("vireo: no Vulkan loader was found"), run.err());
  }

  @Test
  void shouldRunTheProgramOfTheReadme() throws Exception {
    Path program = Run.ROOT.resolve("src/examples/Hello.java");
    String readme = Files.readString(Run.ROOT.resolve("README.md"));
    assertTrue(
        readme.contains("```java\n" + Files.readString(program) + "```\n"),
        "README.md shows another program than " + program);
    Run run =
        Run.of(
            Run.ROOT,
            Map.of("JDK_JAVA_OPTIONS", "", "VIREO_DEVICE", "reference"),
            List.of(
                Run.java(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                Run.jar().toString(),
                program.toString()));
    assertEquals("", run.err());
    assertEquals(
        List.of("DONE: 500500 was swapped: 1", "now it is 42"), run.out().lines().skip(1).toList());
  }

  private static void expectVersion(String... command) throws Exception {
    String version;
    try (JarFile jar = new JarFile(Run.jar().toFile())) {
      version = jar.getManifest().getMainAttributes().getValue("Implementation-Version");
    }
    Run run = Run.of(Run.ROOT, Map.of("JDK_JAVA_OPTIONS", ""), List.of(command));
    assertEquals("", run.err());
    assertEquals(0, run.status());
    assertTrue(
        run.out().contains(version),
        () -> "the version is " + version + " but --version printed " + run.out());
  }
}
