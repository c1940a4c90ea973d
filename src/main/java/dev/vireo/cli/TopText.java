package dev.vireo.cli;

import dev.vireo.protocol.Priority;
import dev.vireo.telemetry.PartitionTelemetry;
import dev.vireo.telemetry.RoundTrips;
import dev.vireo.telemetry.Telemetry;
import dev.vireo.telemetry.TenantTelemetry;
import dev.vireo.telemetry.socket.Sighting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What {@code vireo top} shows, in lines of at most 80 columns. */
final class TopText {
  private static final int COLUMNS = 80;
  private static final int CELLS = 20;
  private static final int TRIP_CELLS = 44;
  private static final int MOST_ROWS = 10;
  private static final int NAME = 16;
  private static final double[] PERCENTILES = {50, 90, 99};

  private final List<String> lines = new ArrayList<>();
  private final Telemetry now;
  private final Telemetry before;
  private final double seconds;

  private TopText(Telemetry now, Telemetry before) {
    this.now = now;
    this.before = before;
    this.seconds = now.uptime().minus(before.uptime()).toNanos() / 1e9;
  }

  /** Returns what is shown of some megakernels; rates are those since {@code before}. */
  static List<String> lines(List<Sighting> seen, List<Sighting> before) {
    List<String> all = new ArrayList<>();
    for (Sighting each : seen) {
      Telemetry earlier =
          before.stream()
              .filter(other -> other.number() == each.number())
              .map(Sighting::telemetry)
              .findFirst()
              .orElse(each.telemetry());
      if (!all.isEmpty()) {
        all.add("");
      }
      all.addAll(new TopText(each.telemetry(), earlier).lines(each));
    }
    return all;
  }

  private List<String> lines(Sighting seen) {
    Duration up = now.uptime();
    line(
        "%s (process %d), megakernel %d, up %d:%02d:%02d",
        printable(seen.program()),
        seen.pid(),
        seen.number(),
        up.toHours(),
        up.toMinutesPart(),
        up.toSecondsPart());
    wrap(printable(now.device() + ", mode " + now.mode() + ": " + now.modeReason()));
    partitions();
    tenants();
    line("");
    line(
        "slices/s %,.0f; since the start: faults %,d, dropped %,d, promotions %,d, recoveries %,d",
        rate(now.slices(), before.slices()),
        now.partitions().stream().mapToLong(PartitionTelemetry::faulted).sum(),
        now.partitions().stream().mapToLong(PartitionTelemetry::dropped).sum(),
        now.promotions(),
        now.recoveries());
    roundTrips();
    return lines;
  }

  private void partitions() {
    line("");
    line("%-16s %13s %17s  ring", "priority", "slots/s", "completed");
    for (int i = 0; i < now.partitions().size(); i++) {
      PartitionTelemetry each = now.partitions().get(i);
      long old = i < before.partitions().size() ? before.partitions().get(i).completed() : 0;
      Priority priority = each.priority();
      int full = (int) Math.ceil((double) CELLS * each.occupied() / Math.max(1, each.slots()));
      String name = priority == null ? "all" : priority.name();
      row(name, rate(each.completed(), old), each.completed(), bar(full, each.occupied()));
    }
  }

  private void tenants() {
    line("");
    line("%-16s %13s %17s  outstanding", "tenant", "slots/s", "completed");
    for (TenantTelemetry each : now.tenants()) {
      long old =
          before.tenants().stream()
              .filter(other -> other.id() == each.id() && other.completed() <= each.completed())
              .mapToLong(TenantTelemetry::completed)
              .findFirst()
              .orElse(0);
      String name = printable(each.name());
      String shown = each.id() == 0 ? name : (each.id() + " " + name).strip();
      int most = Math.max(1, each.mostOutstanding());
      int full = (int) Math.ceil((double) CELLS * Math.min(most, each.outstanding()) / most);
      String cut = shown.length() > NAME ? shown.substring(0, NAME - 1) + "~" : shown;
      row(cut, rate(each.completed(), old), each.completed(), bar(full, each.outstanding()));
    }
  }

  private static String bar(int cells, long count) {
    return "#".repeat(cells) + (cells == 0 ? "" : " ") + String.format(Locale.ROOT, "%,d", count);
  }

  private void roundTrips() {
    RoundTrips trips = now.roundTrips().since(before.roundTrips());
    String when = "since the last look";
    if (trips.count() == 0) {
      trips = now.roundTrips();
      when = "since the start";
    }
    line("");
    if (trips.count() == 0) {
      line("no round trip was measured yet");
      return;
    }
    StringBuilder text = new StringBuilder("round trips " + when + ":");
    for (double percentile : PERCENTILES) {
      text.append(
          String.format(Locale.ROOT, " p%.0f %s", percentile, time(trips.percentile(percentile))));
    }
    line("%s max %s", text, time(trips.mostNanos()));
    histogram(trips);
  }

  private void histogram(RoundTrips trips) {
    List<RoundTrips.Bucket> rows = trips.byPowersOfTwo();
    while (rows.size() > MOST_ROWS) {
      rows = inPairs(rows);
    }
    long most = rows.stream().mapToLong(RoundTrips.Bucket::count).max().orElse(1);
    for (RoundTrips.Bucket row : rows) {
      int full = (int) Math.ceil((double) TRIP_CELLS * row.count() / most);
      line("  up to %8s %,13d  %s", time(row.mostNanos()), row.count(), "#".repeat(full));
    }
  }

  private static List<RoundTrips.Bucket> inPairs(List<RoundTrips.Bucket> rows) {
    List<RoundTrips.Bucket> pairs = new ArrayList<>();
    for (int i = 0; i < rows.size(); i += 2) {
      RoundTrips.Bucket last = rows.get(Math.min(i + 1, rows.size() - 1));
      long before = i + 1 < rows.size() ? rows.get(i).count() : 0;
      pairs.add(new RoundTrips.Bucket(last.mostNanos(), before + last.count()));
    }
    return pairs;
  }

  private void row(String name, double rate, long completed, String rest) {
    line("%-16s %,13.0f %,17d  %s", name, rate, completed, rest);
  }

  private double rate(long count, long old) {
    return seconds > 0 ? (count - old) / seconds : 0;
  }

  private static String time(long nanos) {
    if (nanos < 1_000) {
      return nanos + " ns";
    }
    if (nanos < 1_000_000) {
      return digits(nanos / 1e3) + " us";
    }
    return nanos < 1_000_000_000 ? digits(nanos / 1e6) + " ms" : digits(nanos / 1e9) + " s";
  }

  private static String digits(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.1f" : "%.0f", value);
  }

  private void line(String format, Object... values) {
    lines.add(String.format(Locale.ROOT, format, values).stripTrailing());
  }

  private void wrap(String text) {
    String rest = text;
    while (rest.length() > COLUMNS) {
      int at = rest.lastIndexOf(' ', COLUMNS);
      int end = at <= 0 ? COLUMNS : at;
      lines.add(rest.substring(0, end));
      rest = rest.substring(end).stripLeading();
    }
    lines.add(rest);
  }

  /** Another process says what is shown: nothing of it may steer the terminal. */
  static String printable(String text) {
    return text.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?");
  }
}
