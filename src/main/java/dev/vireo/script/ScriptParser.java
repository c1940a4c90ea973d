package dev.vireo.script;

import dev.vireo.script.Statement.Publish;
import dev.vireo.script.Statement.Repeat;
import dev.vireo.script.Statement.Size;
import dev.vireo.script.Statement.Wait;
import dev.vireo.script.Token.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads slot scripts.
 *
 * <pre>
 *  script     statements that end at the end of the line, at ';' or before '}'; '#' comments
 *  statement  OPCODE [number]{0,12} [tenant=N] [priority=CRITICAL|HIGH|NORMAL|LOW|IDLE]
 *             PACKED { OPCODE numbers ; OPCODE numbers … } [tenant=N] [priority=…]
 *             repeat N { statements }
 *             wait
 *             observable N                 once, before the first slot
 *             expect TERM == VALUE
 *  OPCODE     a name of the protocol in upper case, or a number
 *  TERM       control[i]  observable[i]  metrics[op]  done  epoch  status[k]  result[k]
 *             result[k].1  debug[i]
 *  VALUE      a number; for status also DONE, FAULT, REFUSED, CANCELLED; for debug (id, arg1, arg2)
 *  number     decimal or 0x, 0 to 2^32 - 1
 * </pre>
 *
 * <p>Files are UTF-8 with or without a byte order mark, at most 16 MiB. A script has at most
 * 1,000,000 statements, nests at most 64 deep and executes at most 100,000,000 statements, every
 * turn counted. All methods are safe to call from any thread.
 */
public final class ScriptParser {
  /** Statements that a script may execute, every turn of every {@code repeat} counted. */
  public static final long MAX_STEPS = 100_000_000;

  static final int MAX_DEPTH = 64;
  static final int MAX_STATEMENTS = 1_000_000;
  static final int MAX_OBSERVABLE_WORDS = 1_048_576;

  private static final List<String> KEYWORDS =
      List.of("repeat", "wait", "expect", "observable", "PACKED");

  private final TokenReader tokens;
  private final OperationParser operations;
  private final ExpectParser expects;
  private int depth;
  private int statements;
  private boolean slotSeen;
  private Position observableAt;
  private int observableWords = Script.DEFAULT_OBSERVABLE_WORDS;

  private ScriptParser(String file, String text) {
    tokens = new TokenReader(file, text);
    operations = new OperationParser(tokens);
    expects = new ExpectParser(tokens, operations);
  }

  /**
   * Reads the script in a file.
   *
   * @throws ScriptException when the file cannot be read or the script is wrong
   */
  public static Script parse(Path path) {
    return parse(path.toString(), ScriptText.read(path));
  }

  /**
   * Reads a script from memory.
   *
   * @param file the name that errors show
   * @throws ScriptException when the script is wrong
   */
  public static Script parse(String file, byte[] bytes) {
    return new ScriptParser(file, ScriptText.decode(file, bytes)).script();
  }

  private Script script() {
    List<Statement> all = new ArrayList<>();
    Size size = statements(all);
    if (tokens.peek().isSign("}")) {
      throw tokens.unexpected("a statement", "there is no open '{' that this could close");
    }
    expects.checkBounds(observableWords, size.slots());
    return new Script(tokens.file(), observableWords, size.slots(), all);
  }

  /** Reads statements up to the closing brace or the end of the file, and leaves that standing. */
  private Size statements(List<Statement> into) {
    Size size = Size.ZERO;
    while (true) {
      while (tokens.peek().kind() == Kind.LINE_END || tokens.peek().isSign(";")) {
        tokens.next();
      }
      Token first = tokens.peek();
      if (first.kind() == Kind.FILE_END || first.isSign("}")) {
        return size;
      }
      countStatement(first);
      Statement statement = statement(first);
      if (statement != null) {
        into.add(statement);
        size = bounded(size.plus(sizeOf(statement)), first);
      }
      endOfStatement();
    }
  }

  private void countStatement(Token first) {
    if (++statements > MAX_STATEMENTS) {
      throw tokens.at(
          first, "the script has more than " + MAX_STATEMENTS + " statements", "use `repeat`");
    }
  }

  private static Size sizeOf(Statement statement) {
    if (statement instanceof Repeat repeat) {
      return times(repeat.size(), repeat.turns());
    }
    return new Size(statement instanceof Publish ? 1 : 0, 1);
  }

  /** A turn has at most 10^8 steps and there are less than 2^32 turns, so nothing overflows. */
  private static Size times(Size turn, long turns) {
    return new Size(turn.slots() * turns, turn.steps() * turns);
  }

  private Size bounded(Size size, Token at) {
    if (size.steps() > MAX_STEPS) {
      throw tokens.at(
          at,
          "up to here the script executes "
              + size.steps()
              + " statements, at most "
              + MAX_STEPS
              + " are allowed",
          "repeat less often, or split the script");
    }
    return size;
  }

  /** Reads one statement; returns null for {@code observable}, which is executed by nobody. */
  private Statement statement(Token first) {
    if (first.kind() == Kind.NUMBER || Operations.opcode(first.text()) != null) {
      slotSeen = true;
      return new Publish(first.at(), operations.operation());
    }
    switch (first.text()) {
      case "PACKED":
        slotSeen = true;
        return new Publish(first.at(), operations.packed());
      case "repeat":
        return repeat();
      case "wait":
        return new Wait(tokens.next().at());
      case "expect":
        return expects.expect();
      case "observable":
        observable();
        return null;
      default:
        throw unknown(first);
    }
  }

  private ScriptException unknown(Token first) {
    List<String> names = new ArrayList<>(Operations.byNameInOrder().keySet());
    names.addAll(KEYWORDS);
    String near = first.kind() == Kind.WORD ? NearMiss.among(names, first.text()) : null;
    return tokens.unexpected(
        "a statement",
        near != null
            ? "did you mean " + near + "?"
            : "statements begin with an operation ("
                + String.join(", ", names.subList(0, 4))
                + ", …), a number, or one of "
                + String.join(", ", KEYWORDS));
  }

  private Repeat repeat() {
    Token keyword = tokens.next();
    long turns = Integer.toUnsignedLong(tokens.number("how often to repeat"));
    tokens.skipLineEnds();
    Token brace = tokens.sign("{", "write repeat N { statements }");
    if (depth == MAX_DEPTH) {
      throw tokens.at(
          brace,
          "blocks are nested more than " + MAX_DEPTH + " deep",
          "multiply some of the turns");
    }
    depth++;
    List<Statement> body = new ArrayList<>();
    Size size = statements(body);
    if (!tokens.peek().isSign("}")) {
      throw tokens.unexpected("'}'", "close the '{' of line " + brace.at().line());
    }
    tokens.next();
    depth--;
    return new Repeat(keyword.at(), turns, body, size);
  }

  private void observable() {
    Token keyword = tokens.next();
    if (depth > 0 || slotSeen || observableAt != null) {
      String problem =
          depth > 0
              ? "`observable` stands inside a block"
              : observableAt != null
                  ? "`observable` stands here a second time, the first is in line "
                      + observableAt.line()
                  : "`observable` stands behind the first slot";
      throw tokens.at(keyword, problem, "write it once, before the first slot");
    }
    Token number = tokens.peek();
    long words = Integer.toUnsignedLong(tokens.number("how many observable words there are"));
    if (words > MAX_OBSERVABLE_WORDS) {
      throw tokens.at(
          number,
          words
              + " observable words are too many, at most "
              + MAX_OBSERVABLE_WORDS
              + " are possible",
          "use fewer");
    }
    observableAt = keyword.at();
    observableWords = (int) words;
  }

  private void endOfStatement() {
    Token token = tokens.peek();
    boolean ended =
        token.kind() == Kind.LINE_END
            || token.kind() == Kind.FILE_END
            || token.isSign(";")
            || token.isSign("}");
    if (!ended) {
      throw tokens.unexpected(
          "the end of the statement",
          token.isSign("{")
              ? "only `repeat N` and PACKED have a block"
              : "statements end at the end of the line, at ';' or before '}'");
    }
  }
}
