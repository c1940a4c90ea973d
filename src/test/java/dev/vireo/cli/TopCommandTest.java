package dev.vireo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.vireo.demo.DemoSettings;
import dev.vireo.demo.WebDemo;
import dev.vireo.protocol.Mode;
import dev.vireo.protocol.ProgramTier;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopCommandTest {
  private static final String STATE =
      """
      {"seconds": %d, "device": "some\\u001b[2Jdevice", "mode": "live", "verdict": "it answered",
       "partitionSlots": 1000, "latency": {"percentiles": [{"percentile": 50, "micros": 1500}]},
       "tenants": [{"name": "main", "done": %d, "outstanding": 500, "paused": false},
                   {"name": "second", "done": 7, "outstanding": 0, "paused": true}],
       "priorities": [{"name": "CRITICAL", "done": 9, "outstanding": 1}]}
      """;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private static JsonObject state(int seconds, int done) {
    return JsonParser.parseString(String.format(STATE, seconds, done)).getAsJsonObject();
  }

  private int run(String... args) {
    Console console =
        new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Map.of());
    return Main.execute(console, args, new TopCommand());
  }

  @Test
  void shouldShowRatesBetweenTwoLooks() {
    assertEquals(
        List.of(
            "some?[2Jdevice, mode live",
            "it answered",
            "",
            "tenants      tiles/s        done  in ring",
            "main             450       1,000      500  ############",
            "second             0           7        0  paused",
            "",
            "priorities   tiles/s        done  in ring",
            "CRITICAL           0           9        1  #",
            "",
            "submission to completion: p50 1.5 ms"),
        TopCommand.lines(state(3, 1000), state(1, 100)));
  }

  @Test
  void shouldAttachToARunningDemo() {
    DemoSettings settings =
        new DemoSettings("reference", Mode.AUTO, ProgramTier.AUTO, 16, 16, 1, 1);
    try (WebDemo web = new WebDemo(settings, 0)) {
      assertEquals(0, run("top", "--count", "1", "--port", Integer.toString(web.port())));
    }
    assertTrue(
        out.toString(StandardCharsets.UTF_8).startsWith("reference (Java), mode "), out::toString);
  }

  @Test
  void shouldSayThatNothingAnswers() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    assertEquals(ExitStatus.DEVICE_FAILED, run("top", "--port", Integer.toString(free)));
    assertTrue(
        err.toString(StandardCharsets.UTF_8).startsWith("vireo: nothing on port " + free),
        err::toString);
  }

  @Test
  void shouldRefuseAPortThatIsNone() {
    assertEquals(ExitStatus.WRONG_INPUT, run("top", "--port", "0"));
  }
}
