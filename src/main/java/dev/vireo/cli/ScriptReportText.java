package dev.vireo.cli;

import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.Opcode;
import dev.vireo.protocol.Priority;
import dev.vireo.protocol.Slot;
import dev.vireo.protocol.SlotLayout;
import dev.vireo.script.ExpectationResult;
import dev.vireo.script.ScriptReport;
import dev.vireo.script.SlotRow;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Prints the report of a script for people. */
final class ScriptReportText {
  /** Expectations of either outcome that are listed. */
  static final int MAX_LISTED = 64;

  private ScriptReportText() {}

  static void print(ScriptReport report, PrintStream out) {
    out.println(
        report.file()
            + " on "
            + report.device()
            + ", "
            + lower(report.protection())
            + ", "
            + report.observableWords()
            + " observable words");
    out.println(ModeOption.line(report.mode(), report.modeReason()));
    if (report.slots() > 0) {
      out.println();
      printSlots(report, out);
    }
    if (!report.expectations().isEmpty()) {
      out.println();
      printExpectations(report, out);
    }
    out.println();
    out.println(summary(report));
  }

  private static void printSlots(ScriptReport report, PrintStream out) {
    TextTable table =
        new TextTable()
            .numbers("slot")
            .numbers("line")
            .words("operation")
            .words("arguments")
            .words("status")
            .words("result");
    long next = 0;
    for (SlotRow row : report.rows()) {
      if (row.number() > next) {
        table.row("...", "", (row.number() - next) + " more", "", "", "");
      }
      next = row.number() + 1;
      table.row(
          row.number(),
          row.line(),
          row.operation(),
          arguments(row.slot()),
          row.status(),
          result(row));
    }
    table.print(out);
  }

  /** Returns arguments and options as a script writes them; trailing zeros are left out. */
  private static String arguments(Slot slot) {
    List<String> words = new ArrayList<>();
    if (slot.opcode() == Opcode.PACKED_SLOT) {
      words.add(count(slot.arg(0) & 0xFF, "operation"));
    } else {
      addArguments(slot, words);
    }
    if (slot.tenant() != 0) {
      words.add("tenant=" + unsigned(slot.tenant()));
    }
    if (slot.priority() != Priority.NORMAL) {
      words.add("priority=" + slot.priority());
    }
    return String.join(" ", words);
  }

  private static void addArguments(Slot slot, List<String> words) {
    int count = SlotLayout.ARGS_PER_SLOT;
    while (count > 0 && slot.arg(count - 1) == 0) {
      count--;
    }
    for (int i = 0; i < count; i++) {
      words.add(unsigned(slot.arg(i)));
    }
  }

  private static String result(SlotRow row) {
    if (row.status() == CompletionStatus.FAULT) {
      return row.fault() + " at " + unsigned(row.result0()) + ", word " + unsigned(row.result1());
    }
    boolean second = row.result1() != 0;
    return unsigned(row.result0()) + (second ? " " + unsigned(row.result1()) : "");
  }

  private static void printExpectations(ScriptReport report, PrintStream out) {
    TextTable table =
        new TextTable().numbers("line").words("expectation").words("found").words("verdict");
    int held = 0;
    int failed = 0;
    for (ExpectationResult result : report.expectations()) {
      int before = result.held() ? held++ : failed++;
      if (before < MAX_LISTED) {
        String found = result.actual().isEmpty() ? "nothing" : result.actual();
        String text = result.term() + " == " + result.expected();
        table.row(result.at().line(), text, result.evaluated() == 0 ? "" : found, verdict(result));
      }
    }
    table.print(out);
    if (held > MAX_LISTED) {
      out.println("... " + (held - MAX_LISTED) + " more hold");
    }
    if (failed > MAX_LISTED) {
      out.println("... " + (failed - MAX_LISTED) + " more FAILED");
    }
  }

  private static String verdict(ExpectationResult result) {
    if (result.evaluated() == 0) {
      return "never reached";
    }
    if (result.held()) {
      return result.evaluated() == 1 ? "holds" : "holds " + result.evaluated() + " times";
    }
    String times =
        result.evaluated() == 1
            ? ""
            : " " + result.failed() + " of " + result.evaluated() + " times";
    return "FAILED" + times + (result.reason().isEmpty() ? "" : ": " + result.reason());
  }

  private static String summary(ScriptReport report) {
    List<String> statuses = new ArrayList<>();
    for (CompletionStatus status : CompletionStatus.values()) {
      if (report.count(status) > 0) {
        statuses.add(report.count(status) + " " + status);
      }
    }
    int all = report.expectations().size();
    return count(report.slots(), "slot")
        + (statuses.isEmpty() ? "" : ": " + String.join(", ", statuses))
        + String.format(Locale.ROOT, " in %.1f ms; ", report.nanoseconds() / 1e6)
        + (all == 0
            ? "no expectations"
            : (all - report.failures()) + " of " + all + " expectations hold");
  }

  private static String count(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  private static String unsigned(int word) {
    return Integer.toUnsignedString(word);
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
