package dev.vireo.script;

import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.ControlLayout;
import dev.vireo.protocol.DebugLogLayout;
import dev.vireo.script.Statement.Expect;
import dev.vireo.script.Term.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads {@code expect TERM == VALUE}. */
final class ExpectParser {
  private static final List<String> TERMS =
      List.of("control", "observable", "metrics", "done", "epoch", "status", "result", "debug");
  private static final String TERMS_HELP =
      "terms are control[i], observable[i], metrics[op], done, epoch, status[k], result[k],"
          + " result[k].1 and debug[i]";

  private final TokenReader tokens;
  private final OperationParser operations;
  private final List<Bound> bounds = new ArrayList<>();

  ExpectParser(TokenReader tokens, OperationParser operations) {
    this.tokens = tokens;
    this.operations = operations;
  }

  /** An index to be checked when the whole script is known. */
  private record Bound(Term term, Token index) {}

  Expect expect() {
    Position at = tokens.next().at();
    Term term = term();
    tokens.sign("==", "expectations compare with ==");
    return new Expect(at, term, value(term));
  }

  private Term term() {
    Token name = tokens.peek();
    if (name.kind() != Token.Kind.WORD || !TERMS.contains(name.text())) {
      String near = NearMiss.among(TERMS, name.text());
      throw tokens.unexpected(
          "a term", (near != null ? "did you mean " + near + "? " : "") + TERMS_HELP);
    }
    tokens.next();
    switch (name.text()) {
      case "done":
        return new Term(Kind.DONE, 0);
      case "epoch":
        return new Term(Kind.EPOCH, 0);
      default:
        return indexed(name);
    }
  }

  private Term indexed(Token name) {
    tokens.sign("[", TERMS_HELP);
    Token index = tokens.peek();
    boolean metrics = name.isWord("metrics");
    int value = metrics ? operations.opcode() : tokens.number("an index");
    tokens.sign("]", "close the index with ']'");
    Term term = new Term(kind(name), value);
    checkNow(term, index);
    bounds.add(new Bound(term, index));
    return term;
  }

  private Kind kind(Token name) {
    switch (name.text()) {
      case "control":
        return Kind.CONTROL;
      case "observable":
        return Kind.OBSERVABLE;
      case "metrics":
        return Kind.METRICS;
      case "status":
        return Kind.STATUS;
      case "debug":
        return Kind.DEBUG;
      default:
        return secondResult() ? Kind.RESULT_1 : Kind.RESULT_0;
    }
  }

  private boolean secondResult() {
    if (!tokens.peek().isSign(".")) {
      return false;
    }
    tokens.next();
    if (!tokens.peek().text().equals("1")) {
      throw tokens.unexpected(
          "'1'", "result[k] is the first result word, result[k].1 the second, there is no other");
    }
    tokens.next();
    return true;
  }

  private void checkNow(Term term, Token index) {
    if (term.kind() == Kind.METRICS) {
      check(term, index, ControlLayout.METRICS_SLOTS, "counted opcodes (0 to 31)", "count another");
    }
    if (term.kind() == Kind.DEBUG) {
      check(term, index, DebugLogLayout.RECORD_CAPACITY, "records in the debug log", "write fewer");
    }
  }

  /** Checks the indices that depend on the whole script. */
  void checkBounds(int observableWords, long slots) {
    String remedy = "use a smaller index, or begin the script with a larger `observable N`";
    for (Bound bound : bounds) {
      Kind kind = bound.term().kind();
      if (kind == Kind.OBSERVABLE) {
        check(bound.term(), bound.index(), observableWords, "observable words", remedy);
      } else if (kind == Kind.CONTROL) {
        long words = (long) ControlLayout.OBSERVABLE_BASE + observableWords;
        check(bound.term(), bound.index(), words, "control words", remedy);
      } else if (kind.isSlot()) {
        String count = "slots are counted from 0 in the order in which they are published";
        check(bound.term(), bound.index(), slots, "slots that this script publishes", count);
      }
    }
  }

  private void check(Term term, Token index, long count, String what, String remedy) {
    if (Integer.toUnsignedLong(term.index()) >= count) {
      throw tokens.at(index, term + " is beyond the " + count + " " + what, remedy);
    }
  }

  private List<Integer> value(Term term) {
    switch (term.kind()) {
      case DEBUG:
        return triple();
      case STATUS:
        return List.of(status());
      default:
        return List.of(tokens.number("a value"));
    }
  }

  private List<Integer> triple() {
    String remedy = "a debug record is compared with (format id, arg1, arg2)";
    tokens.sign("(", remedy);
    int formatId = tokens.number("the format id");
    tokens.sign(",", remedy);
    int arg1 = tokens.number("arg1");
    tokens.sign(",", remedy);
    int arg2 = tokens.number("arg2");
    tokens.sign(")", remedy);
    return List.of(formatId, arg1, arg2);
  }

  private int status() {
    Token name = tokens.peek();
    if (name.kind() == Token.Kind.NUMBER) {
      return tokens.number("a status");
    }
    for (CompletionStatus status : CompletionStatus.values()) {
      if (name.isWord(status.name())) {
        tokens.next();
        return status.code();
      }
    }
    List<String> names = Arrays.stream(CompletionStatus.values()).map(Enum::name).toList();
    String near = NearMiss.among(names, name.text());
    throw tokens.unexpected(
        "a status",
        (near != null ? "did you mean " + near + "? " : "")
            + "a slot ends as "
            + String.join(", ", names)
            + " or a number");
  }
}
