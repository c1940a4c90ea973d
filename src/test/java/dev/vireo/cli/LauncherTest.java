package dev.vireo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code tools/vireo}, which is a shell script and exists on systems that have a shell. */
@Tag("jar")
@EnabledOnOs({OS.LINUX, OS.MAC})
class LauncherTest {
  private static final Path LAUNCHER = Run.ROOT.resolve("tools/vireo");

  @TempDir Path folder;

  private Run launch(Path launcher, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(arguments));
    return Run.of(folder, Map.of("JAVA_HOME", System.getProperty("java.home")), command);
  }

  @Test
  void shouldStartFromAnyFolderThroughALink() throws Exception {
    Path first = Files.createSymbolicLink(folder.resolve("first"), LAUNCHER);
    Path second = Files.createSymbolicLink(folder.resolve("second"), first.getFileName());
    Run run = launch(second, "--version");
    assertEquals("", run.err());
    assertEquals(0, run.status());
    assertEquals(launch(LAUNCHER, "--version").out(), run.out());
  }

  @Test
  void shouldPassTheExitStatusThrough() throws Exception {
    Run run = launch(LAUNCHER, "--no-such-option");
    assertEquals(2, run.status(), run.err());
    assertTrue(run.err().contains("--no-such-option"), run.err());
  }

  @Test
  void shouldSayWhatToInstallWhenJavaIsMissing() throws Exception {
    Run run =
        Run.of(
            folder,
            Map.of("JAVA_HOME", folder.toString()),
            List.of(LAUNCHER.toString(), "--version"));
    assertEquals(3, run.status());
    assertTrue(run.err().contains("JAVA_HOME=" + folder + " is no Java 17"), run.err());
  }
}
