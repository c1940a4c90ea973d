package dev.vireo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.bench.Stress;
import dev.vireo.bench.StressReport;
import dev.vireo.bench.StressSettings;
import dev.vireo.bench.StressWindow;
import dev.vireo.protocol.DeviceException;
import dev.vireo.protocol.Mode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class StressCommandTest {
  private final Map<String, String> environment = new HashMap<>();
  private StressCommand.Engine engine = this::clean;
  private StressSettings settings;
  private String out;
  private String err;

  private int execute(String... args) {
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    Console console =
        new Console(
            new PrintStream(outBytes, true, StandardCharsets.UTF_8),
            new PrintStream(errBytes, true, StandardCharsets.UTF_8),
            environment);
    int status = Main.execute(console, args, new StressCommand(engine));
    out = outBytes.toString(StandardCharsets.UTF_8);
    err = errBytes.toString(StandardCharsets.UTF_8);
    return status;
  }

  private static StressWindow window(double perSecond) {
    return new StressWindow(perSecond, perSecond / 100, perSecond / 10);
  }

  private StressReport clean(StressSettings given, Consumer<StressWindow> window) {
    settings = given;
    window.accept(window(2e6));
    return new StressReport(
        "some device",
        Mode.LIVE,
        "it answered",
        3_000_000,
        1_500_000_000,
        List.of(window(1e6), window(2e6), window(3e6)),
        List.of());
  }

  private StressReport wrong(StressSettings given, Consumer<StressWindow> window) {
    return new StressReport(
        "some device",
        Mode.EPOCH,
        "it was asked for",
        10,
        1000,
        List.of(),
        List.of("slots done: expected 10, got 11"));
  }

  @Test
  void shouldTakeEveryOptionAndPrintTheFigures() {
    int status =
        execute(
            "stress",
            "--device",
            "x",
            "--slots",
            "77",
            "--producers",
            "3",
            "--seed",
            "5",
            "--ring",
            "99",
            "--partitions",
            "--mode",
            "epoch");
    assertEquals(ExitStatus.OK, status, err);
    assertEquals(new StressSettings("x", 77, 3, 5, 99, Mode.EPOCH, 0, true), settings);
    assertEquals(
        List.of(
            "77 slots, 3 producers, ring of 99 in partitions, seed 5",
            "mode: live (it answered)",
            "some device: 3,000,000 slots in 1.5 s, 2.00 million a second",
            "none lost, none doubled"),
        out.lines().toList());
  }

  @Test
  void shouldPrintIntervalsAndTheirVariationInASoak() {
    assertEquals(ExitStatus.OK, execute("stress", "--minutes", "2", "--seed", "5"), err);
    assertEquals(120, settings.seconds());
    assertEquals(
        List.of(
            "2 minutes, 4 producers, ring of 4096, seed 5",
            "2.00 million a second, p50 20.0 µs, p99 200.0 µs",
            "mode: live (it answered)",
            "some device: 3,000,000 slots in 1.5 s, 2.00 million a second",
            "coefficient of variation over 3 windows of 1 s: 0.500; 1.00 to 3.00 million a second",
            "round trips under this load, lowest and highest of the windows:"
                + " p50 10.0 to 30.0 µs, p99 100.0 to 300.0 µs",
            "none lost, none doubled"),
        out.lines().toList());
  }

  @Test
  void shouldSoakForSecondsAndLeaveOutWhatNoWindowHas() {
    engine =
        (given, window) -> {
          StressWindow idle = new StressWindow(0, Double.NaN, Double.NaN);
          settings = given;
          window.accept(idle);
          return new StressReport(
              "some device", Mode.LIVE, "it answered", 5, 1_000_000_000, List.of(idle), List.of());
        };
    assertEquals(ExitStatus.OK, execute("stress", "--minutes", "1", "--seconds", "3"), err);
    assertEquals(63, settings.seconds());
    assertTrue(out.startsWith("63 seconds, "), out);
    assertTrue(out.lines().anyMatch("0.00 million a second"::equals), out);
    assertTrue(out.contains("over 1 window of 1 s: NaN; 0.00 to 0.00 million"), out);
    assertTrue(!out.contains("µs"), out);
  }

  @Test
  void shouldTakeTheDeviceFromTheEnvironment() {
    environment.put("VIREO_DEVICE", "swiftshader");
    execute("stress");
    assertEquals("swiftshader", settings.device());
  }

  @Test
  void shouldExitWithOneAndTheFiguresWhenTheSumsDoNotAgree() {
    engine = this::wrong;
    assertEquals(ExitStatus.EXPECTATION_FAILED, execute("stress"));
    assertTrue(err.contains("vireo: slots done: expected 10, got 11"), err);
    assertTrue(out.contains("the sums do not agree"), out);
  }

  @Test
  void shouldExitWithThreeWhenTheDeviceFails() {
    engine =
        (given, window) -> {
          throw new DeviceException("nothing moved");
        };
    assertEquals(ExitStatus.DEVICE_FAILED, execute("stress"));
    assertTrue(err.contains("vireo: nothing moved"), err);
  }

  @Test
  void shouldRefuseFiguresThatLieOutside() {
    assertEquals(ExitStatus.WRONG_INPUT, execute("stress", "--producers", "9"));
    assertTrue(err.contains("--producers lies between 1 and 8, got 9"), err);
    assertEquals(ExitStatus.WRONG_INPUT, execute("stress", "--producers", "4", "--ring", "3"));
    assertTrue(err.contains("--ring lies between 4 and 1048576, got 3"), err);
    for (String[] length :
        new String[][] {{"86401", "0"}, {"-1", "0"}, {"61", "-1"}, {"1", "1440"}}) {
      int status = execute("stress", "--seconds", length[0], "--minutes", length[1]);
      assertEquals(ExitStatus.WRONG_INPUT, status, String.join(" s, min ", length));
      assertTrue(err.contains("between 0 and 86400"), err);
    }
  }

  @Test
  void shouldTakeTheModeFromTheEnvironment() {
    execute("stress");
    assertEquals(Mode.AUTO, settings.mode());
    environment.put("VIREO_MODE", "live");
    execute("stress");
    assertEquals(Mode.LIVE, settings.mode());
    assertEquals(ExitStatus.WRONG_INPUT, execute("stress", "--mode", "fast"));
    assertTrue(err.contains("there is no mode \"fast\"; a mode is auto, live or epoch"), err);
  }

  @Test
  void shouldExitWithThreeWhereTheDeviceCannotRunLive() {
    engine = Stress::run;
    int status = execute("stress", "--device", "reference", "--mode", "live");
    assertEquals(ExitStatus.DEVICE_FAILED, status);
    assertTrue(err.contains("the reference cannot run live slices"), err);
  }
}
