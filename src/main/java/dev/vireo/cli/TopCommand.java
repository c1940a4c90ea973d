package dev.vireo.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.vireo.protocol.VireoException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code vireo top}: what a running demo's page shows, in the terminal. */
@Command(
    name = "top",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description =
        "Shows what a running vireo demo --web does: slots per tenant and priority, the ring, and"
            + " round trips; every second, until Ctrl-C.",
    footer = "%nExit status: 0, 2 when the arguments are wrong, or 3 when nothing answers.")
final class TopCommand implements Callable<Integer> {
  private static final int TIMEOUT_MILLIS = 5_000;
  private static final int MOST_BYTES = 1 << 20;
  private static final int MOST_PORT = 65_535;
  private static final long PERIOD_MILLIS = 1_000;
  private static final int CELLS = 24;
  private static final String CLEAR = "\u001b[H\u001b[2J";

  @Spec private CommandSpec spec;

  @ParentCommand private Main main;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = DemoCommand.DEFAULT_PORT,
      description = "Where the demo listens on this machine. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "0",
      description = "Ends after so many looks; 0 for never. Default: ${DEFAULT-VALUE}.")
  private int count;

  /** Nothing that can be shown answers. */
  static final class AttachException extends VireoException {
    private static final long serialVersionUID = 1L;

    AttachException(int port, String problem) {
      super(
          "nothing on port "
              + port
              + " of this machine tells its state ("
              + problem
              + "); start vireo demo --web there, or name its --port");
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    if (port < 1 || port > MOST_PORT || count < 0) {
      throw new ParameterException(
          spec.commandLine(), "--port is 1 to " + MOST_PORT + ", and --count is not negative");
    }
    PrintStream out = main.console().out();
    JsonObject before = null;
    for (int looks = 1; ; looks++) {
      JsonObject state = state();
      if (System.console() != null && count == 0) {
        out.print(CLEAR);
      }
      print(state, before == null ? state : before, out);
      out.flush();
      before = state;
      if (looks == count) {
        return ExitStatus.OK;
      }
      Thread.sleep(PERIOD_MILLIS);
    }
  }

  private JsonObject state() {
    try {
      URI address = URI.create("http://127.0.0.1:" + port + "/state");
      HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      connection.setInstanceFollowRedirects(false);
      try (InputStream in = connection.getInputStream()) {
        String text = new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
        return JsonParser.parseString(text).getAsJsonObject();
      } finally {
        connection.disconnect();
      }
    } catch (IOException | JsonParseException | IllegalStateException e) {
      throw new AttachException(port, e.toString());
    }
  }

  private void print(JsonObject state, JsonObject before, PrintStream out) {
    try {
      lines(state, before).forEach(out::println);
    } catch (NullPointerException | UnsupportedOperationException | IllegalStateException e) {
      throw new AttachException(port, "what it tells is not a demo's state: " + e.getMessage());
    }
  }

  /** Returns what is shown of a state; rates are those since {@code before}. */
  static List<String> lines(JsonObject state, JsonObject before) {
    List<String> lines = new ArrayList<>();
    lines.add(printable(text(state, "device") + ", mode " + text(state, "mode")));
    lines.add(printable(text(state, "verdict")));
    double seconds = number(state, "seconds") - number(before, "seconds");
    for (String kind : List.of("tenants", "priorities")) {
      lines.add("");
      lines.add(String.format("%-10s %9s %11s %8s", kind, "tiles/s", "done", "in ring"));
      for (int i = 0; i < state.getAsJsonArray(kind).size(); i++) {
        JsonObject each = state.getAsJsonArray(kind).get(i).getAsJsonObject();
        JsonObject old = before.getAsJsonArray(kind).get(i).getAsJsonObject();
        double rate = seconds > 0 ? (number(each, "done") - number(old, "done")) / seconds : 0;
        lines.add(row(each, rate, number(state, "partitionSlots")));
      }
    }
    lines.add("");
    StringBuilder trips = new StringBuilder("submission to completion:");
    for (JsonElement each : state.getAsJsonObject("latency").getAsJsonArray("percentiles")) {
      JsonObject one = each.getAsJsonObject();
      double percentile = number(one, "percentile");
      String name = percentile == 100 ? "max" : String.format(Locale.ROOT, "p%.0f", percentile);
      trips.append(String.format(Locale.ROOT, " %s %.1f ms", name, number(one, "micros") / 1_000));
    }
    lines.add(trips.toString());
    return lines;
  }

  private static String row(JsonObject each, double rate, double slots) {
    double outstanding = number(each, "outstanding");
    int full = (int) Math.ceil(CELLS * Math.min(1, outstanding / slots));
    boolean paused = each.has("paused") && each.get("paused").getAsBoolean();
    return String.format(
            Locale.ROOT,
            "%-10s %,9.0f %,11.0f %,8.0f  %s",
            printable(text(each, "name")),
            rate,
            number(each, "done"),
            outstanding,
            paused ? "paused" : "#".repeat(full))
        .stripTrailing();
  }

  private static String text(JsonObject json, String name) {
    return json.get(name).getAsString();
  }

  private static double number(JsonObject json, String name) {
    return json.get(name).getAsDouble();
  }

  // Another process says what is shown: nothing of it may steer the terminal.
  private static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }
}
