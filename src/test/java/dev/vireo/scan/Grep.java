package dev.vireo.scan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What the system's grep says. A machine without it fails the test.
 *
 * @param status its exit status
 * @param out what it printed
 */
public record Grep(int status, byte[] out) {
  /** Runs {@code LC_ALL=C grep} in a folder. */
  public static Grep run(Path folder, byte[] input, String... arguments)
      throws IOException, InterruptedException {
    Path in = Files.write(Files.createTempFile("grep", ".in"), input);
    Path out = Files.createTempFile("grep", ".out");
    try {
      List<String> command = new ArrayList<>(List.of("grep"));
      command.addAll(List.of(arguments));
      ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
      builder.environment().put("LC_ALL", "C");
      Process process =
          builder
              .redirectInput(in.toFile())
              .redirectOutput(out.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(command + " did not end within 60 s");
      }
      return new Grep(process.exitValue(), Files.readAllBytes(out));
    } finally {
      Files.delete(in);
      Files.delete(out);
    }
  }
}
