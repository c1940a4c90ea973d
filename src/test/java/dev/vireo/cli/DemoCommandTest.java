package dev.vireo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.demo.DemoReport;
import dev.vireo.demo.DemoSettings;
import dev.vireo.protocol.Mode;
import dev.vireo.protocol.ProgramTier;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemoCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private DemoSettings settings;
  private Path folder;

  private int run(String... args) {
    Console console =
        new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Map.of());
    return Main.execute(
        console,
        args,
        new DemoCommand(
            (chosen, to, progress) -> {
              settings = chosen;
              folder = to;
              progress.tiles(0.6, 1234);
              return new DemoReport(
                  "a device",
                  Mode.EPOCH,
                  "for a test",
                  List.of(30L, 10L),
                  2_000_000_000L,
                  1_500_000,
                  9_000_000,
                  500_000_000,
                  3_000_000,
                  List.of(to.resolve("frame-0001.png")));
            }));
  }

  @Test
  void shouldTellWhatWasDrawn() {
    assertEquals(
        0, run("demo", "--size", "160x90", "--frames", "3", "--device", "x", "--out", "a"));
    assertEquals(new DemoSettings("x", Mode.AUTO, ProgramTier.FUSED, 160, 90, 3, 24), settings);
    assertEquals(Path.of("a"), folder);
    assertEquals(
        """
        mode: epoch (for a test)
        a device: 40 tiles in 2.0 s, 20 tiles a second (main view 30, second view 10)
        from submission to completion: p50 1.5 ms, p99 9.0 ms
        program exchanged while tiles ran: loaded in 0.50 s, longest time without a tile 3 ms
        wrote %s
        """
            .formatted(Path.of("a", "frame-0001.png")),
        out.toString(StandardCharsets.UTF_8).replace("\r\n", "\n"));
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("60 %, 1,234 tiles/s"), err::toString);
  }

  @ParameterizedTest
  @CsvSource({
    "--size, 160, --size takes width and height",
    "--size, 160x, --size takes width and height",
    "--size, 8x90, the picture's width is 16 to 4096, got 8",
    "--size, 90x99999, the picture's height is 16 to 4096, got 99999",
    "--frames, 0, the number of frames is 1 to 999, got 0",
    "--port, 70000, --port is 0 to 65535",
    "--samples, 0, the number of samples is 1 to 4096, got 0",
    "--device, '', --device needs the name of a device",
    "--tier, fast, Invalid value for option '--tier'",
    "--mode, fast, --mode",
  })
  void shouldRefuseWhatMakesNoPicture(String option, String value, String message) {
    assertEquals(ExitStatus.WRONG_INPUT, run("demo", option, value));
    assertTrue(err.toString(StandardCharsets.UTF_8).contains(message), err::toString);
    assertEquals(null, settings);
  }
}
