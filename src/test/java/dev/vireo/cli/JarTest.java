package dev.vireo.cli;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
  void shouldShowTheFirstExampleInTheReadme() throws Exception {
    Path program = Run.ROOT.resolve("src/examples/Hello.java");
    String readme = Files.readString(Run.ROOT.resolve("README.md"));
    assertTrue(
        readme.contains("```java\n" + Files.readString(program) + "```\n"),
        "README.md shows another program than " + program);
  }

  /** What each example prints, {@code device:} lines left out, its lines divided by bars. */
  @ParameterizedTest
  @CsvSource({
    "Hello, DONE: 500500 was swapped: 1|now it is 42",
    "ManyProducers, a producer's last slot: DONE|a producer's last slot: DONE"
        + "|a producer's last slot: DONE|a producer's last slot: DONE|sum: 10000",
    "CustomOpcode, DONE: 27 takes 111 steps|and word 0 says 111",
    "ProgramWithResources, DONE: y[999] = 3004",
    "TwoTenants, urgent: DONE|batch: DONE|foreign word: FAULT BAD_INDEX"
        + "|beyond the quota: FAULT QUOTA|words: 1000 42",
  })
  void shouldRunEachExampleWithOneCommand(String example, String lines) throws Exception {
    Run run =
        Run.of(
            Run.ROOT,
            Map.of("JDK_JAVA_OPTIONS", "", "VIREO_DEVICE", "reference"),
            List.of(
                Run.java(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                example.equals("Hello") ? Run.jar().toString() : libraryPath(),
                Run.ROOT.resolve("src/examples/" + example + ".java").toString()));
    assertEquals("", run.err());
    String printed =
        run.out().lines().filter(line -> !line.startsWith("device:")).collect(joining("|"));
    assertEquals(lines, printed);
  }

  /** What a program has that depends on the library alone: not what commands need, or metrics. */
  private static String libraryPath() throws IOException {
    List<String> optional = List.of("picocli", "joml", "HdrHistogram", "micrometer");
    try (Stream<Path> all = Files.list(Run.ROOT.resolve("target/dependency"))) {
      Stream<Path> libraries =
          all.filter(jar -> optional.stream().noneMatch(jar.getFileName().toString()::startsWith));
      return Stream.concat(Stream.of(Run.ROOT.resolve("target/classes")), libraries)
          .map(Path::toString)
          .collect(joining(File.pathSeparator));
    }
  }

  @Test
  void shouldNameEveryExampleAbove() throws Exception {
    Set<String> named =
        Stream.of(
                JarTest.class
                    .getDeclaredMethod(
                        "shouldRunEachExampleWithOneCommand", String.class, String.class)
                    .getAnnotation(CsvSource.class)
                    .value())
            .map(line -> line.substring(0, line.indexOf(',')) + ".java")
            .collect(toSet());
    try (Stream<Path> files = Files.list(Run.ROOT.resolve("src/examples"))) {
      assertEquals(
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".java"))
              .collect(toSet()),
          named);
    }
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
