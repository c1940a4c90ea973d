package dev.vireo.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What a command printed and how it ended; fails if it takes longer than a minute. */
record Run(int status, String out, String err) {
  /** The project's root; Maven starts tests there. */
  static final Path ROOT = Path.of("").toAbsolutePath();

  /**
   * Runs a command in {@code folder}. A variable that {@code environment} maps to the empty string
   * is removed.
   */
  static Run of(Path folder, Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile("vireo", ".out");
    Path err = Files.createTempFile("vireo", ".err");
    try {
      ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
      environment.forEach(
          (name, value) -> {
            if (value.isEmpty()) {
              builder.environment().remove(name);
            } else {
              builder.environment().put(name, value);
            }
          });
      Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
      process.getOutputStream().close();
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
        throw new AssertionError(command + " did not end within 60 s:\n" + Files.readString(err));
      }
      return new Run(
          process.exitValue(),
          Files.readString(out, StandardCharsets.UTF_8),
          Files.readString(err, StandardCharsets.UTF_8));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  /** The Java that runs the tests. */
  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** The jar that the build made. */
  static Path jar() throws IOException {
    try (var files = Files.newDirectoryStream(ROOT.resolve("target"), "vireo-*[0-9T].jar")) {
      return files.iterator().next();
    }
  }
}
