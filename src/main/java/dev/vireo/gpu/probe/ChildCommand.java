package dev.vireo.gpu.probe;

import java.io.File;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.lwjgl.system.Configuration;

/**
 * The command that starts a {@link ProbeChild}: the Java of this process, its class path or module
 * path, and what LWJGL was told. The environment is inherited, and with it the choice of Vulkan
 * loader and drivers.
 *
 * @param words program and arguments
 */
record ChildCommand(List<String> words) {
  private static final List<String> PASSED_ON =
      List.of("java.library.path", "java.io.tmpdir", "user.home");
  private static final List<String> PREFIXES = List.of("org.lwjgl.", "vireo.probe.");

  /**
   * Makes the command.
   *
   * @param javaHome {@code java.home} of the Java to start
   * @param module whether this code runs as a module
   * @param properties system properties of this process
   * @param loader that loaded this code
   * @param device driver identity of the device to open
   */
  static ChildCommand of(
      String javaHome, boolean module, Properties properties, ClassLoader loader, String device) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(javaHome, "bin", "java").toString());
    words.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:-CreateCoredumpOnCrash"));
    words.add("-XX:ErrorFile=" + nowhere(properties));
    passedOn(properties).forEach((name, value) -> words.add("-D" + name + "=" + value));
    String modules = properties.getProperty("jdk.module.path", "");
    String classes = properties.getProperty("java.class.path", "");
    if (module) {
      words.addAll(List.of("-p", modules, "--add-modules", "ALL-MODULE-PATH"));
      if (!classes.isEmpty()) {
        words.addAll(List.of("-cp", classes));
      }
      words.addAll(List.of("-m", "dev.vireo/" + ProbeChild.class.getName()));
    } else {
      words.add("--enable-native-access=ALL-UNNAMED");
      words.add("-cp");
      List<String> paths = loadedFrom(loader);
      paths.add(classes);
      paths.add(modules);
      paths.removeIf(String::isEmpty);
      words.add(String.join(File.pathSeparator, paths));
      words.add(ProbeChild.class.getName());
    }
    words.add(device);
    return new ChildCommand(List.copyOf(words));
  }

  // A program that another one started in its own process, as Maven's exec:java does, is not on
  // that
  // one's class path.
  private static List<String> loadedFrom(ClassLoader loader) {
    List<String> paths = new ArrayList<>();
    for (ClassLoader at = loader; at != null; at = at.getParent()) {
      if (at instanceof URLClassLoader known) {
        for (URL url : known.getURLs()) {
          file(url).ifPresent(paths::add);
        }
      }
    }
    return paths;
  }

  private static Optional<String> file(URL url) {
    try {
      return Optional.of(Path.of(url.toURI()).toString());
    } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException other) {
      return Optional.empty(); // inside of a jar, or from elsewhere
    }
  }

  /** A crashed child shall not leave its report in the working folder. */
  private static String nowhere(Properties properties) {
    boolean windows = properties.getProperty("os.name", "").startsWith("Windows");
    return windows ? "NUL" : "/dev/null";
  }

  private static Map<String, String> passedOn(Properties properties) {
    Map<String, String> passed = new TreeMap<>();
    setInCode(passed, Configuration.VULKAN_LIBRARY_NAME);
    setInCode(passed, Configuration.SHADERC_LIBRARY_NAME);
    setInCode(passed, Configuration.LIBRARY_PATH);
    for (String name : properties.stringPropertyNames()) {
      if (PASSED_ON.contains(name) || PREFIXES.stream().anyMatch(name::startsWith)) {
        passed.put(name, properties.getProperty(name));
      }
    }
    return passed;
  }

  /** LWJGL's settings are system properties that a program may also set in its code. */
  private static void setInCode(Map<String, String> passed, Configuration<?> setting) {
    if (setting.get() instanceof String value) {
      passed.put(setting.getProperty(), value);
    }
  }
}
