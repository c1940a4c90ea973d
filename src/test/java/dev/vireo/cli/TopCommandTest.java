package dev.vireo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.vireo.protocol.Mode;
import dev.vireo.protocol.Priority;
import dev.vireo.telemetry.PartitionTelemetry;
import dev.vireo.telemetry.RoundTrips;
import dev.vireo.telemetry.RoundTrips.Bucket;
import dev.vireo.telemetry.Telemetry;
import dev.vireo.telemetry.TenantTelemetry;
import dev.vireo.telemetry.socket.Sighting;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;

class TopCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Queue<List<Sighting>> looks = new ArrayDeque<>();

  private static Sighting sighting(long pid, int seconds, long done) {
    RoundTrips trips =
        new RoundTrips(List.of(new Bucket(1_000, 5), new Bucket(4_000, done / 10)), 100_000, 4_000);
    Telemetry telemetry =
        new Telemetry(
            "some\u001b[2Jdevice",
            Mode.LIVE,
            "the probe saw that a running kernel answers, and that none of its invocations starves",
            Duration.ofSeconds(seconds),
            seconds * 3L,
            0,
            1,
            List.of(
                new PartitionTelemetry(
                    Priority.CRITICAL, 1000, 500, done + 500, done, 2, 1, trips)),
            List.of(
                new TenantTelemetry(0, "owner", 9, 7, 5000),
                new TenantTelemetry(3, "a name that is long", done, done - 10, 20)));
    JsonObject document = new JsonObject();
    document.addProperty("seconds", seconds);
    return new Sighting(pid, 1, "Main", telemetry, document);
  }

  private List<Sighting> look(LongPredicate which) {
    List<Sighting> next = new ArrayList<>(looks.remove());
    next.removeIf(each -> !which.test(each.pid()));
    return next;
  }

  private int run(String... args) {
    Console console =
        new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Map.of());
    return Main.execute(console, args, new TopCommand(this::look, 0));
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void shouldShowWhatHappenedBetweenTwoLooks() {
    assertEquals(
        """
        Main (process 7), megakernel 1, up 1:01:02
        some?[2Jdevice, mode live: the probe saw that a running kernel answers, and that
        none of its invocations starves

        priority               slots/s         completed  ring
        CRITICAL                   450             1,000  ########## 500

        tenant                 slots/s         completed  outstanding
        owner                        0                 7  # 2
        3 a name that i~           450               990  ########## 10

        slices/s 3; since the start: faults 2, dropped 1, promotions 1, recoveries 0

        round trips since the last look: p50 4.0 us p90 4.0 us p99 4.0 us max 4.0 us
          up to   4.1 us            90  ############################################
        """,
        String.join(
                "\n",
                TopText.lines(List.of(sighting(7, 3662, 1000)), List.of(sighting(7, 3660, 100))))
            + "\n");
  }

  @Test
  void shouldShowOneLook() {
    looks.add(List.of(sighting(7, 1, 100)));
    looks.add(List.of(sighting(7, 2, 200)));
    assertEquals(0, run("top", "--once"), err::toString);
    assertTrue(out().startsWith("Main (process 7), megakernel 1, up 0:00:02\n"), out());
    assertTrue(out().lines().allMatch(line -> line.length() <= 80), out());
  }

  @Test
  void shouldPrintDocumentsUntilTheProcessEnds() {
    looks.add(List.of(sighting(7, 1, 100), sighting(8, 1, 1)));
    looks.add(List.of());
    assertEquals(0, run("top", "--pid", "7", "--json"), err::toString);
    assertEquals("{\"seconds\":1}\n", out());
  }

  @Test
  void shouldListProcessesThatCouldBeMeant() {
    looks.add(List.of(sighting(7, 1, 100), sighting(12, 1, 1)));
    assertEquals(ExitStatus.WRONG_INPUT, run("top"));
    assertEquals("pid  program\n---  -------\n  7  Main\n 12  Main\n", out());
  }

  @Test
  void shouldSayThatNoProcessLetsOthersLook() {
    looks.add(List.of());
    assertEquals(ExitStatus.DEVICE_FAILED, run("top"));
    String message = err.toString(StandardCharsets.UTF_8);
    assertTrue(message.startsWith("vireo: no process of yours lets others look"), message);
  }
}
