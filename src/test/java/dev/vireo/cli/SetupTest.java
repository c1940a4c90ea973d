package dev.vireo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code tools/setup} on machines that are made up of a few empty files. Nothing is downloaded. */
@EnabledOnOs(OS.LINUX)
class SetupTest {
  @TempDir Path folder;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void pretendThatTheMachineHasALoaderAndNoDriver() throws Exception {
    Files.createFile(folder.resolve("libvulkan.so.1"));
    environment.put("LD_LIBRARY_PATH", folder.toString());
    environment.put("HOME", folder.toString());
    environment.put("XDG_CACHE_HOME", "");
    environment.put("VIREO_CACHE", "");
    environment.put("VK_ICD_FILENAMES", "");
    environment.put("VK_ADD_DRIVER_FILES", "");
    environment.put("VK_DRIVER_FILES", "/nonexistent");
    environment.put("VIREO_DEVICE", "");
  }

  private Path driver(String library) throws Exception {
    Path file = Files.createFile(folder.resolve(library));
    return Files.writeString(
        folder.resolve(library + ".json"),
        "{\"file_format_version\": \"1.0.0\", \"ICD\": {\"library_path\": \"" + file + "\"}}");
  }

  private Run setup(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(Run.ROOT.resolve("tools/setup").toString()));
    command.addAll(List.of(arguments));
    return Run.of(folder, environment, command);
  }

  @Test
  void shouldLeaveAMachineWithADeviceAsItIs() throws Exception {
    environment.put("VK_DRIVER_FILES", driver("libvulkan_lvp.so").toString());
    assertEquals(new Run(0, "", ""), setup("--print-env"));
    assertEquals(new Run(0, "", ""), setup("--print-env", "--device", "LavaPipe"));
  }

  @Test
  void shouldTakeAnInstalledLavapipeOfMesa25ForWhatItIs() throws Exception {
    environment.put("VK_DRIVER_FILES", driver("libvulkan_lvp.so").toString());
    Files.writeString(folder.resolve("libvulkan_lvp.so"), "\0\0Mesa 25.0.7-2 (LLVM 15.0.6)\0");
    assertEquals(new Run(0, "", ""), setup("--print-env", "--device", "lavapipe-25"));
    assertEquals(new Run(0, "", ""), setup("--print-env", "--device", "lavapipe"));
  }

  @Test
  void shouldNotTakeAnOlderLavapipeForThatOfMesa25() throws Exception {
    environment.put("VK_DRIVER_FILES", driver("libvulkan_lvp.so").toString());
    Files.writeString(folder.resolve("libvulkan_lvp.so"), "\0\0Mesa 22.3.6 (LLVM 15.0.6)\0");
    environment.put("XDG_CACHE_HOME", "/dev/null");
    Run run = setup("--device", "lavapipe-25");
    assertEquals(1, run.status());
    assertTrue(run.err().contains("Needed here: lavapipe-25."), run.err());
    assertEquals(new Run(0, "", ""), setup("--print-env", "--device", "lavapipe"));
  }

  @Test
  void shouldNotTakeADriverForADevice() throws Exception {
    // No path leads to packages, so that the attempt to get a driver fails at once.
    environment.put("VK_DRIVER_FILES", driver("libvulkan_dzn.so").toString());
    environment.put("XDG_CACHE_HOME", "/dev/null");
    Run run = setup();
    assertEquals(1, run.status());
    assertTrue(run.err().contains("Then start the same command again."), run.err());
  }

  @Test
  void shouldNeedNothingForTheReference() throws Exception {
    assertEquals(new Run(0, "", ""), setup("--print-env", "--device", "reference"));
  }

  @Test
  void shouldRefuseAnUnknownOption() throws Exception {
    Run run = setup("--frobnicate");
    assertEquals(2, run.status());
    assertTrue(run.err().contains("--frobnicate"), run.err());
  }
}
