package dev.vireo.gpu.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChildCommandTest {
  private final Properties properties = new Properties();
  private ClassLoader loader = ChildCommandTest.class.getClassLoader();

  @BeforeEach
  void setProperties() {
    properties.setProperty("java.class.path", "a.jar" + File.pathSeparator + "b.jar");
    properties.setProperty("org.lwjgl.vulkan.libname", "/somewhere/libvulkan.so.1");
    properties.setProperty("vireo.probe.fault", "hang loops");
    properties.setProperty("java.io.tmpdir", "/tmp/mine");
    properties.setProperty("secret", "stays here");
  }

  private List<String> words(boolean module) {
    return ChildCommand.of("/java", module, properties, loader, "an-identity").words();
  }

  private static String after(List<String> words, String option) {
    return words.get(words.indexOf(option) + 1);
  }

  @Test
  void shouldStartTheSameJavaWithTheSameClassPath() {
    List<String> words = words(false);
    assertEquals(Path.of("/java", "bin", "java").toString(), words.get(0));
    assertEquals("a.jar" + File.pathSeparator + "b.jar", after(words, "-cp"));
    assertEquals("an-identity", after(words, ProbeChild.class.getName()));
  }

  @Test
  void shouldPutTheModulePathOfAMixedProgramOnTheClassPath() {
    properties.setProperty("jdk.module.path", "lwjgl.jar");
    String expected = String.join(File.pathSeparator, "a.jar", "b.jar", "lwjgl.jar");
    assertEquals(expected, after(words(false), "-cp"));
  }

  @Test
  void shouldPutWhatAProgramOfAnotherOneIsLoadedFromOnTheClassPath() throws IOException {
    URL[] places = {
      new URL("file:/repository/vireo.jar"),
      new URL("file:/a%20folder/classes/"),
      new URL("jar:file:/packed.jar!/inner.jar!/")
    };
    try (URLClassLoader own = new URLClassLoader(places, null)) {
      loader = own;
      String[] expected = {"/repository/vireo.jar", "/a folder/classes", "a.jar", "b.jar"};
      assertEquals(String.join(File.pathSeparator, expected), after(words(false), "-cp"));
    }
  }

  @Test
  void shouldStartTheSameModulePath() {
    properties.setProperty("jdk.module.path", "vireo.jar" + File.pathSeparator + "lib");
    List<String> words = words(true);
    assertEquals("vireo.jar" + File.pathSeparator + "lib", after(words, "-p"));
    assertEquals("dev.vireo/" + ProbeChild.class.getName(), after(words, "-m"));
    assertEquals("ALL-MODULE-PATH", after(words, "--add-modules"));
  }

  @Test
  void shouldPassOnWhatLwjglWasTold() {
    List<String> words = words(false);
    assertTrue(words.contains("-Dorg.lwjgl.vulkan.libname=/somewhere/libvulkan.so.1"));
    assertTrue(words.contains("-Dvireo.probe.fault=hang loops"));
    assertTrue(words.contains("-Djava.io.tmpdir=/tmp/mine"));
    assertFalse(String.join(" ", words).contains("stays here"));
  }
}
