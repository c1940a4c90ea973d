package dev.vireo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.vireo.WaitStrategy;
import dev.vireo.bench.FirstModules;
import dev.vireo.bench.IdleReport;
import dev.vireo.bench.IdleRow;
import dev.vireo.bench.IdleSettings;
import dev.vireo.bench.LatencyReport;
import dev.vireo.bench.LatencyRow;
import dev.vireo.bench.LatencySettings;
import dev.vireo.bench.Machine;
import dev.vireo.bench.ModulesReport;
import dev.vireo.bench.ModulesRow;
import dev.vireo.bench.ModulesSettings;
import dev.vireo.bench.Percentiles;
import dev.vireo.bench.ProgramsReport;
import dev.vireo.bench.ProgramsRow;
import dev.vireo.bench.ProgramsSettings;
import dev.vireo.bench.Spread;
import dev.vireo.bench.ThroughputReport;
import dev.vireo.bench.ThroughputRow;
import dev.vireo.bench.ThroughputSettings;
import dev.vireo.bench.report.BenchReport;
import dev.vireo.bench.report.Effort;
import dev.vireo.bench.report.Figure;
import dev.vireo.bench.report.Line;
import dev.vireo.bench.report.Part;
import dev.vireo.bench.report.Parts;
import dev.vireo.bench.report.Point;
import dev.vireo.bench.report.ReportJson;
import dev.vireo.bench.report.Run;
import dev.vireo.bench.report.Setup;
import dev.vireo.bench.report.Unit;
import dev.vireo.protocol.DeviceException;
import dev.vireo.protocol.Mode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchCommandTest {
  private static final Machine MACHINE =
      new Machine("Some GPU", "some 1.2", "1.3.0", "17, Some VM", "Linux amd64", 2, "0.1 0.2 0.3");
  private static final Spread ONE_SECOND_EACH = spread(1e6, 2e6, 3e6);

  private final Map<String, String> environment = new HashMap<>();
  private LatencySettings latency;
  private ThroughputSettings throughput;
  private IdleSettings idle;
  private ProgramsSettings programs;
  private ModulesSettings modules;
  private Effort effort;
  private List<Part> parts;
  private double nowRate = 1e6;
  private boolean present = true;
  private String against = "other";
  private String out;
  private String err;

  private static Spread spread(double lower, double median, double upper) {
    return new Spread(lower, median, upper, List.of(upper, lower, median));
  }

  private final class FakeEngine implements BenchCommand.Engine {
    @Override
    public LatencyReport latency(LatencySettings settings, Consumer<String> progress) {
      latency = settings;
      progress.accept("measuring");
      if (!present) {
        throw new DeviceException("no device fits \"x\"");
      }
      Percentiles nanos = new Percentiles(1234, 1500, 2500, 12_345, Double.NaN, 150_000);
      Spread p50 = spread(1400, 1500, 1600);
      Spread times = spread(9, 10, 11);
      List<LatencyRow> rows =
          List.of(
              new LatencyRow("library", true, 0, 1, nanos, p50, ONE_SECOND_EACH, null),
              new LatencyRow("other", false, 0, 1000, nanos, p50, ONE_SECOND_EACH, times),
              new LatencyRow(
                  "submit + polled fence",
                  false,
                  0,
                  1,
                  nanos,
                  p50,
                  ONE_SECOND_EACH,
                  spread(50, 60, 70)),
              new LatencyRow("library", true, 2000, 1, nanos, p50, ONE_SECOND_EACH, null));
      return new LatencyReport(
          MACHINE, Mode.LIVE, "it is so", against, settings, rows, "no other kernel: x");
    }

    @Override
    public ThroughputReport throughput(ThroughputSettings settings, Consumer<String> progress) {
      throughput = settings;
      List<ThroughputRow> rows =
          List.of(
              new ThroughputRow("library", true, 1, 256, spread(4e6, 6e6, 9e6)),
              new ThroughputRow("other", false, 1, 1000, spread(2e6, 3e6, 3e6)));
      return new ThroughputReport(
          MACHINE, Mode.LIVE, "it is so", against, settings, 4096, rows, "");
    }

    @Override
    public IdleReport idle(IdleSettings settings, Consumer<String> progress) {
      idle = settings;
      List<IdleRow> rows =
          List.of(
              new IdleRow(null, spread(0.1, 0.2, 0.3)),
              new IdleRow(WaitStrategy.SPIN_YIELD_PARK, spread(0.4, 0.6, 1.8)));
      return new IdleReport(MACHINE, Mode.LIVE, "it is so", settings, rows);
    }

    @Override
    public ProgramsReport programs(ProgramsSettings settings, Consumer<String> progress) {
      programs = settings;
      Percentiles nanos = new Percentiles(200, 1500, 2500, 12_345, Double.NaN, 150_000);
      ProgramsRow row =
          new ProgramsRow(
              "saxpy",
              "words",
              6,
              spread(1e9, 2e9, 4e9),
              spread(1e9, 1e9, 2e9),
              spread(5e7, 1e8, 2e8));
      return new ProgramsReport(
          MACHINE,
          Mode.LIVE,
          "it is so",
          settings,
          65_536,
          List.of(row),
          nanos,
          nanos,
          nanos,
          nanos,
          nanos);
    }

    @Override
    public ModulesReport modules(ModulesSettings settings, Consumer<String> progress) {
      modules = settings;
      Percentiles nanos = new Percentiles(200, 1500, 2500, 12_345, Double.NaN, 150_000);
      ModulesRow row =
          new ModulesRow(
              "saxpy",
              "words",
              1000,
              6,
              spread(1e9, 2e9, 4e9),
              spread(1e9, 1e9, 2e9),
              spread(1e8, 1e8, 2e8));
      FirstModules first = new FirstModules(202, 184, nanos, nanos, spread(9, 10, 11));
      return new ModulesReport(
          MACHINE, Mode.LIVE, "it is so", settings, 65_536, List.of(row), "", first);
    }

    @Override
    public BenchReport all(
        List<Part> chosen, Effort settings, String version, Run.Progress progress) {
      effort = settings;
      parts = chosen;
      progress.part(1, 1, "rates");
      progress.step(1, 2);
      return report(nowRate);
    }
  }

  @Test
  void shouldMeasureModules() {
    assertEquals(0, execute("bench", "modules", "--device", "x", "--words", "65536"));
    assertEquals("x", modules.subject().device());
    assertEquals(65_536, modules.words());
    assertTrue(out.contains("geometric mean 20.0 (15.0 to 20.0)"), out);
    assertTrue(out.contains("of the works 20.0 (20.0 to 20.0), 20.0 to 20.0"), out);
    assertTrue(out.contains("0.50 (0.50 to 0.75)"), out);
    assertTrue(out.contains("a module of 202 instructions, 184 of bytecode"), out);
    assertTrue(out.contains("takes 10.0 (9.00 to 11.0) times as long"), out);
    assertEquals(0, execute("bench", "modules", "--json"));
    JsonObject json = JsonParser.parseString(out).getAsJsonObject();
    assertEquals("modules", json.get("bench").getAsString());
    assertEquals(20, json.getAsJsonObject("plainByInterpreter").get("median").getAsDouble(), 1e-9);
    assertEquals(2, execute("bench", "modules", "--trips", "0"));
    assertTrue(err.contains("--trips"), err);
  }

  private BenchReport report(double library) {
    Line ours =
        new Line(
            "library", true, List.of(new Point(1, rounds(library)), new Point(64, rounds(2e6))));
    Line other = new Line("other", false, List.of(new Point(0, rounds(1e6))));
    Figure figure =
        new Figure(
            "rates",
            "Rates",
            "How it was done.",
            Figure.Shape.LINES,
            "slots",
            List.of(),
            Unit.PER_SECOND,
            List.of("other"),
            List.of(ours, other));
    Setup setup =
        new Setup("1", "2026-01-02T03:04:05Z", "full", 9, 1, MACHINE, "0.4", "live", "it is so");
    return new BenchReport(setup, List.of(figure), List.of("no other kernel: x"));
  }

  private static Spread rounds(double median) {
    double[] values = new double[9];
    Arrays.setAll(values, i -> median * (1 + 0.001 * (i - 4)));
    return Spread.of(values);
  }

  @Test
  void shouldMeasureEverythingAndLeaveAReport(@TempDir Path folder) throws IOException {
    Path made = folder.resolve("new/one");
    assertEquals(0, execute("bench", "--device", "x", "--out", made.toString()));
    assertEquals("x", effort.subject().device());
    assertEquals(9, effort.subject().rounds());
    assertEquals(Parts.ALL, parts);
    expectLine("Some GPU, some 1.2, Vulkan 1.3.0");
    expectLine("Rates", "library, slots 64", "2.00", "million/s", "other", "1.00", "2.00 (2.00 to");
    expectLine("no other kernel: x");
    assertTrue(Files.readString(made.resolve("report.html")).startsWith("<!DOCTYPE html>"));
    assertEquals(report(1e6), ReportJson.read("it", Files.readString(made.resolve("report.json"))));
    assertTrue(err.contains("report.html"), err);
    assertEquals(
        0, execute("bench", "--quick", "--only", "rings,idle", "--out", made.toString(), "--json"));
    assertEquals(7, effort.subject().rounds());
    assertEquals(List.of("rings", "idle"), parts.stream().map(Part::name).toList());
    assertEquals("all", JsonParser.parseString(out).getAsJsonObject().get("bench").getAsString());
  }

  @Test
  void shouldCompareWithAnOlderRunAndWithOneThatIsThere(@TempDir Path folder) throws IOException {
    assertEquals(0, execute("bench", "--out", folder.toString()));
    String old = folder.resolve("report.json").toString();
    nowRate = 3e6;
    String now = folder.resolve("now").toString();
    assertEquals(0, execute("bench", "--out", now, "--compare", old));
    expectLine("1 of 2 values are better and 0 worse");
    expectLine("Rates", "library, slots 1", "1.00 (", "3.00 (", "better");
    expectLine("Rates", "library, slots 64", "2.00 (", "noise");
    assertTrue(
        Files.readString(folder.resolve("now/report.html")).contains("What changed since"), out);
    effort = null;
    assertEquals(0, execute("bench", "--compare", now + "/report.json", "--with", old));
    assertEquals(null, effort);
    expectLine("0 of 2 values are better and 1 worse");
  }

  @Test
  void shouldRefuseToCompareWithSomethingElse(@TempDir Path folder) throws IOException {
    Path other = folder.resolve("other.json");
    Files.writeString(other, "{\"bench\": \"latency\"}");
    assertEquals(2, execute("bench", "--out", folder.toString(), "--compare", other.toString()));
    assertTrue(err.contains("a single benchmark"), err);
    assertEquals(null, effort);
    assertEquals(2, execute("bench", "--compare", folder.resolve("none.json").toString()));
    assertTrue(err.contains("no such file"), err);
  }

  @Test
  void shouldMeasurePrograms() {
    assertEquals(0, execute("bench", "programs", "--device", "x", "--words", "65536"));
    assertEquals("x", programs.subject().device());
    assertEquals(65_536, programs.words());
    assertEquals(200, programs.trips());
    assertTrue(out.contains("fused / interpreter, geometric mean: 10.0 (10.0 to 15.0)"), out);
    assertTrue(out.contains("slot of a loaded program"), out);
    assertEquals(0, execute("bench", "programs", "--json"));
    JsonObject json = JsonParser.parseString(out).getAsJsonObject();
    assertEquals("programs", json.get("bench").getAsString());
    assertEquals(10, json.getAsJsonObject("fusedByInterpreter").get("median").getAsDouble(), 1e-9);
    assertEquals(2, execute("bench", "programs", "--words", "65537"));
    assertTrue(err.contains("multiple of 65,536"), err);
  }

  private int execute(String... args) {
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    Console console =
        new Console(
            new PrintStream(outBytes, true, StandardCharsets.UTF_8),
            new PrintStream(errBytes, true, StandardCharsets.UTF_8),
            environment);
    int status = Main.execute(console, args, new BenchCommand(new FakeEngine()));
    out = outBytes.toString(StandardCharsets.UTF_8);
    err = errBytes.toString(StandardCharsets.UTF_8);
    return status;
  }

  private void expectLine(String... parts) {
    assertTrue(
        out.lines().anyMatch(line -> List.of(parts).stream().allMatch(line::contains)),
        String.join(" ... ", parts) + " is in no line of\n" + out);
  }

  @Test
  void shouldShowTheMachineAndEveryWay() {
    assertEquals(0, execute("bench", "latency", "--device", "x", "--rate", "2000"));
    expectLine("Some GPU, some 1.2, Vulkan 1.3.0");
    expectLine("Java 17, Some VM; Linux amd64, 2 cores, load 0.1 0.2 0.3");
    expectLine("mode: live (it is so)");
    expectLine("warmed up by 2,000 round trips");
    expectLine("library", "submit", "1,234", "1.50", "2.50", "12.3", " - ", "150", "2,000,000");
    expectLine("other, 1/1,000", "submit", "1.50 (1.40 to 1.60)", "10.0 (9.00 to 11.0)");
    expectLine("library", "due, 2,000/s");
    expectLine("ratio: 10.0 (9.00 to 11.0), p50 of the other / the library's", "mode live");
    expectLine("times faster than submit + polled fence: 60.0 (50.0 to 70.0)");
    expectLine("no other kernel: x");
    assertEquals("vireo: measuring\n", err.replace("\r", ""));
  }

  @Test
  void shouldPassOnWhatWasAskedFor() {
    environment.put("VIREO_DEVICE", "radv");
    execute("bench", "latency");
    assertEquals("radv", latency.subject().device());
    assertEquals(Mode.AUTO, latency.subject().mode());
    assertEquals(9, latency.subject().rounds());
    assertEquals(50_000, latency.trips());
    assertEquals(null, latency.rate());
    execute(
        "bench", "latency", "--device", "x", "--mode", "epoch", "--trips", "7", "--warmup", "0");
    assertEquals("x", latency.subject().device());
    assertEquals(Mode.EPOCH, latency.subject().mode());
    assertEquals(7, latency.trips());
    assertEquals(0, latency.warmup());
    execute("bench", "throughput", "--producers", "3", "--batch", "9", "--ring", "64");
    assertEquals(3, throughput.producers());
    assertEquals(9, throughput.batch());
    assertEquals(64, throughput.ring());
    assertEquals(2.0, throughput.seconds());
  }

  @Test
  void shouldShowRatesAndTheirRatios() {
    assertEquals(0, execute("bench", "throughput"));
    expectLine("ring: 4,096 slots");
    expectLine("library", "1", "256", "6.00 (4.00 to 9.00)");
    expectLine("other", "1,000", "3.00 (2.00 to 3.00)");
    expectLine("library, times as many as", "other");
    expectLine("library", "256", "2.00 (2.00 to 2.50)"); // 9 / 3, 4 / 2, 6 / 3
    expectLine("The other works as the library does in mode live");
  }

  @Test
  void shouldPrintRoundTripsAsOneJsonDocument() {
    assertEquals(0, execute("bench", "latency", "--json"));
    JsonObject json = JsonParser.parseString(out).getAsJsonObject();
    assertEquals("latency", json.get("bench").getAsString());
    assertEquals("live", json.get("mode").getAsString());
    assertEquals("other", json.get("against").getAsString());
    assertEquals(10, json.getAsJsonObject("ratio").get("median").getAsDouble());
    assertEquals(2, json.get("cores").getAsInt());
    assertEquals(2000, json.get("warmupTrips").getAsInt());
    JsonArray ways = json.getAsJsonArray("ways");
    JsonObject library = ways.get(0).getAsJsonObject();
    assertTrue(library.get("library").getAsBoolean());
    assertEquals("submit", library.get("countedFrom").getAsString());
    assertTrue(library.get("timesLibraryP50").isJsonNull());
    assertEquals(1500, library.get("p50Nanos").getAsDouble());
    assertTrue(library.get("p999Nanos").isJsonNull());
    JsonObject other = ways.get(1).getAsJsonObject();
    assertEquals(1000, other.get("tasksPerTrip").getAsInt());
    assertEquals(10, other.getAsJsonObject("timesLibraryP50").get("median").getAsDouble());
    JsonObject due = ways.get(3).getAsJsonObject();
    assertEquals("due", due.get("countedFrom").getAsString());
    assertEquals(2000, due.get("duePerSecond").getAsInt());
  }

  @Test
  void shouldPrintThroughputAsOneJsonDocument() {
    assertEquals(0, execute("bench", "throughput", "--json"));
    JsonObject json = JsonParser.parseString(out).getAsJsonObject();
    assertEquals(4096, json.get("ringSlots").getAsInt());
    JsonObject library = json.getAsJsonArray("ways").get(0).getAsJsonObject();
    assertEquals(6e6, library.getAsJsonObject("tasksPerSecond").get("median").getAsDouble());
    assertEquals("other", json.get("against").getAsString());
    JsonObject ratio = json.getAsJsonArray("ratios").get(0).getAsJsonObject();
    assertEquals("other", ratio.get("of").getAsString());
    assertEquals(3, ratio.getAsJsonObject("times").getAsJsonArray("rounds").size());
    assertEquals(2, ratio.getAsJsonObject("times").get("median").getAsDouble());
  }

  @Test
  void shouldShowWhatDoingNothingCostsForEachWayOfWaiting() {
    assertEquals(0, execute("bench", "idle", "--device", "x", "--seconds", "2.5"));
    assertEquals("x", idle.subject().device());
    assertEquals(1, idle.subject().rounds());
    assertEquals(2.5, idle.seconds());
    expectLine("mode: live", "it is so");
    expectLine("rounds: 1", "20,000 slots", "left alone for 1 s", "2.50 s more");
    expectLine("no megakernel open", "0.20 (0.10 to 0.30)");
    expectLine("spin-yield-park", "0.60 (0.40 to 1.80)");
    execute("bench", "idle", "--rounds", "3");
    assertEquals(3, idle.subject().rounds());
    assertEquals(5.0, idle.seconds());
  }

  @Test
  void shouldPrintWhatDoingNothingCostsAsOneJsonDocument() {
    assertEquals(0, execute("bench", "idle", "--json"));
    JsonObject json = JsonParser.parseString(out).getAsJsonObject();
    assertEquals("idle", json.get("bench").getAsString());
    assertEquals("live", json.get("mode").getAsString());
    assertEquals(5, json.get("secondsMeasured").getAsDouble());
    JsonArray ways = json.getAsJsonArray("ways");
    assertTrue(ways.get(0).getAsJsonObject().get("waitStrategy").isJsonNull());
    JsonObject open = ways.get(1).getAsJsonObject();
    assertEquals("SPIN_YIELD_PARK", open.get("waitStrategy").getAsString());
    assertEquals(0.6, open.getAsJsonObject("percentOfACore").get("median").getAsDouble());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bench speed",
        "bench --only speed",
        "bench --with x.json",
        "bench --rounds 0",
        "bench latency --mode fast",
        "bench latency --trips 0",
        "bench latency --trips many",
        "bench latency --rate 0",
        "bench latency --rounds 0",
        "bench throughput --batch 1",
        "bench throughput --ring 0",
        "bench throughput --producers 0",
        "bench throughput --seconds -1",
        "bench throughput --nonsense",
        "bench idle --seconds 0",
        "bench idle --seconds NaN",
        "bench idle --rounds 0",
        "bench idle --trips 5",
        "bench latency --workers 2y8",
        "bench throughput --slice-turns 0"
      })
  void shouldExitWithTwoForWrongArguments(String line) {
    assertEquals(2, execute(line.split(" ")), out + err);
    assertTrue(err.startsWith("vireo: "), err);
    assertEquals("", out);
  }

  @Test
  void shouldExitWithTwoForABlankDeviceAndWithThreeWithoutADevice() {
    assertEquals(2, execute("bench", "latency", "--device", " "));
    present = false;
    assertEquals(3, execute("bench", "latency", "--device", "x"));
    assertTrue(err.contains("no device fits"), err);
  }

  @Test
  void shouldTakeTheModeFromTheEnvironment() {
    environment.put("VIREO_MODE", "live");
    execute("bench", "throughput");
    assertEquals(Mode.LIVE, throughput.subject().mode());
    execute("bench", "latency", "--mode", "AUTO");
    assertEquals(Mode.AUTO, latency.subject().mode());
    environment.put("VIREO_MODE", "fast");
    assertEquals(2, execute("bench", "latency"));
    assertTrue(err.startsWith("vireo: VIREO_MODE: there is no mode \"fast\""), err);
  }

  @Test
  void shouldSayNoRatioWhereThereIsNothingToCompareWith() {
    against = "bare running kernel";
    assertEquals(0, execute("bench", "latency"));
    assertTrue(!out.contains("ratio:"), out);
    assertEquals(0, execute("bench", "throughput"));
    assertTrue(!out.contains("works as the library does"), out);
    assertEquals(0, execute("bench", "latency", "--json"));
    assertTrue(JsonParser.parseString(out).getAsJsonObject().get("ratio").isJsonNull());
  }
}
