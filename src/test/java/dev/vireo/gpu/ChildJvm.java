package dev.vireo.gpu;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A Java program run in a process of its own, for what happens when a JVM ends.
 *
 * @param status the exit status
 * @param output standard output and standard error
 */
public record ChildJvm(int status, String output) {
  private static final long KILL_AFTER_SECONDS = 60;

  /**
   * Runs a main class of the tests with this JVM's class path and Vulkan settings; kills it after a
   * minute.
   */
  public static ChildJvm run(
      Class<?> main, List<String> options, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("vireo-child", ".txt");
    try {
      Process process =
          builder(main, options, environment, arguments).redirectOutput(output.toFile()).start();
      if (!process.waitFor(KILL_AFTER_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
        throw new AssertionError(
            main.getSimpleName()
                + " "
                + List.of(arguments)
                + " had to be killed: "
                + Files.readString(output));
      }
      return new ChildJvm(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    } finally {
      Files.deleteIfExists(output);
    }
  }

  /**
   * Runs a main class likewise until it prints {@code line}, then kills it as an operator would: no
   * hook runs and nothing is closed.
   */
  public static void killAt(
      String line, Class<?> main, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    Process process = builder(main, List.of(), environment, arguments).start();
    Thread late =
        new Thread(
            () -> {
              try {
                if (!process.waitFor(KILL_AFTER_SECONDS, TimeUnit.SECONDS)) {
                  process.destroyForcibly();
                }
              } catch (InterruptedException seen) {
                Thread.currentThread().interrupt();
              }
            });
    late.start();
    StringBuilder output = new StringBuilder();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      String next = lines.readLine();
      while (next != null && !next.equals(line)) {
        output.append(next).append('\n');
        next = lines.readLine();
      }
      if (next == null) {
        throw new AssertionError(main.getSimpleName() + " never said " + line + ": " + output);
      }
      process.destroyForcibly().waitFor();
    } finally {
      late.interrupt();
    }
  }

  private static ProcessBuilder builder(
      Class<?> main, List<String> options, Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-cp");
    String modules =
        System.getProperty("jdk.module.path", ""); // a test run may have put some of them there
    command.add(
        System.getProperty("java.class.path")
            + (modules.isEmpty() ? "" : File.pathSeparator + modules));
    command.add("-Xmx256m");
    for (String name : System.getProperties().stringPropertyNames()) {
      if (name.startsWith("org.lwjgl.")) {
        command.add("-D" + name + "=" + System.getProperty(name));
      }
    }
    command.addAll(options);
    command.add(main.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    return builder;
  }
}
