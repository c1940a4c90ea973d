package dev.vireo.script;

import dev.vireo.protocol.PackedSlot;
import dev.vireo.protocol.Priority;
import dev.vireo.protocol.Slot;
import dev.vireo.protocol.SlotLayout;
import dev.vireo.script.Token.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Reads the statements that publish a slot: an operation, or several in a PACKED. */
final class OperationParser {
  private static final String END = "the end of the statement";
  private static final int MAX_INNER_OPCODE = 0xFF;

  private final TokenReader tokens;

  OperationParser(TokenReader tokens) {
    this.tokens = tokens;
  }

  /** Reads {@code OPCODE args options}. */
  Slot operation() {
    int opcode = opcode();
    List<Integer> args = args("a number, tenant=, priority= or " + END);
    Slot slot = Slot.of(opcode, args.stream().mapToInt(Integer::intValue).toArray());
    return withOptions(slot);
  }

  /** Reads <code>PACKED { … } options</code>. */
  Slot packed() {
    Token keyword = tokens.next();
    tokens.skipLineEnds();
    Token brace = tokens.sign("{", "write PACKED { OPCODE args ; OPCODE args }");
    List<PackedSlot.Inner> inner = new ArrayList<>();
    while (!atClosingBrace(brace)) {
      inner.add(inner(keyword, inner));
      endOfInner();
    }
    tokens.next();
    return withOptions(PackedStatement.encode(inner));
  }

  private boolean atClosingBrace(Token brace) {
    while (tokens.peek().kind() == Kind.LINE_END || tokens.peek().isSign(";")) {
      tokens.next();
    }
    if (tokens.peek().kind() == Kind.FILE_END) {
      throw tokens.unexpected("'}'", "close the '{' of line " + brace.at().line());
    }
    return tokens.peek().isSign("}");
  }

  private PackedSlot.Inner inner(Token keyword, List<PackedSlot.Inner> before) {
    Token name = tokens.peek();
    int opcode = opcode();
    if (Integer.compareUnsigned(opcode, MAX_INNER_OPCODE) > 0) {
      throw tokens.at(
          name,
          name.shown()
              + " has the opcode "
              + Operations.number(opcode)
              + ", but only 8 bits of it"
              + " fit into a PACKED",
          "write it as a slot of its own, or use an opcode up to " + MAX_INNER_OPCODE);
    }
    List<Integer> args = args("a number, ';' or '}'");
    PackedSlot.Inner operation =
        new PackedSlot.Inner(opcode, args.stream().mapToInt(Integer::intValue).toArray());
    List<PackedSlot.Inner> all = new ArrayList<>(before);
    all.add(operation);
    checkThatItFits(keyword, name, all);
    return operation;
  }

  private void checkThatItFits(Token keyword, Token name, List<PackedSlot.Inner> all) {
    int needed = PackedStatement.wordsNeeded(all);
    if (needed > SlotLayout.ARGS_PER_SLOT) {
      throw tokens.at(
          name,
          name.shown()
              + " does not fit into the PACKED of line "
              + keyword.at().line()
              + ": with it "
              + all.size()
              + " operations need "
              + needed
              + " argument words, a slot has "
              + SlotLayout.ARGS_PER_SLOT,
          "use several PACKED");
    }
  }

  private void endOfInner() {
    Token token = tokens.peek();
    boolean lineOrFileEnds = token.kind() == Kind.LINE_END || token.kind() == Kind.FILE_END;
    if (!lineOrFileEnds && !token.isSign(";") && !token.isSign("}")) {
      boolean option = token.isWord("tenant") || token.isWord("priority");
      throw tokens.unexpected(
          "a number, ';' or '}'",
          option
              ? "tenant= and priority= belong to the whole PACKED, write them behind its '}'"
              : "an inner operation is an opcode and its arguments");
    }
  }

  /** Reads an opcode, by name or number. */
  int opcode() {
    Token token = tokens.peek();
    if (token.kind() == Kind.NUMBER) {
      return tokens.number("an opcode");
    }
    Integer opcode = token.kind() == Kind.WORD ? Operations.opcode(token.text()) : null;
    if (opcode == null) {
      throw tokens.unexpected("an operation", suggestion(token));
    }
    tokens.next();
    return opcode;
  }

  private static String suggestion(Token token) {
    String near = NearMiss.among(Operations.byNameInOrder().keySet(), token.text());
    String all = "operations are " + String.join(", ", Operations.byNameInOrder().keySet());
    return (near != null ? "did you mean " + near + "? " : "") + all + ", or a number";
  }

  private List<Integer> args(String expected) {
    List<Integer> args = new ArrayList<>();
    while (tokens.peek().kind() == Kind.NUMBER) {
      if (args.size() == SlotLayout.ARGS_PER_SLOT) {
        throw tokens.at(
            tokens.peek(),
            tokens.peek().shown()
                + " is one argument too many, a slot has "
                + SlotLayout.ARGS_PER_SLOT,
            "use a second slot");
      }
      args.add(tokens.number("an argument"));
    }
    if (tokens.peek().kind() == Kind.OTHER && tokens.peek().text().startsWith("-")) {
      throw tokens.unexpected(
          expected, "words are unsigned: write 0xFFFFFFFF for -1, 0xFFFFFFFE for -2 and so on");
    }
    return args;
  }

  private Slot withOptions(Slot slot) {
    boolean tenant = false;
    boolean priority = false;
    Slot result = slot;
    while (tokens.peek().kind() == Kind.WORD) {
      Token option = tokens.peek();
      boolean again =
          (tenant && option.isWord("tenant")) || (priority && option.isWord("priority"));
      if (again) {
        throw tokens.at(option, option.shown() + " stands here twice", "keep one of them");
      }
      if (option.isWord("tenant")) {
        tenant = true;
        result = result.withTenant(tenant());
      } else if (option.isWord("priority")) {
        priority = true;
        result = result.withPriority(priority());
      } else {
        throw unknownOption(option);
      }
    }
    return result;
  }

  private ScriptException unknownOption(Token option) {
    String near = NearMiss.among(List.of("tenant", "priority"), option.text());
    return tokens.unexpected(
        "tenant=, priority= or " + END,
        near != null
            ? "did you mean " + near + "=?"
            : "arguments are numbers; put a second statement behind ';' or on a line of its own");
  }

  private int tenant() {
    tokens.next();
    tokens.sign("=", "write tenant=N");
    return tokens.number("the tenant's id");
  }

  private Priority priority() {
    tokens.next();
    tokens.sign("=", "write priority=CRITICAL, HIGH, NORMAL, LOW or IDLE");
    Token name = tokens.peek();
    for (Priority priority : Priority.values()) {
      if (name.isWord(priority.name())) {
        tokens.next();
        return priority;
      }
    }
    List<String> names = Arrays.stream(Priority.values()).map(Enum::name).toList();
    String near = NearMiss.among(names, name.text().toUpperCase(Locale.ROOT));
    throw tokens.unexpected(
        "a priority",
        (near != null ? "did you mean " + near + "? " : "")
            + "priorities are "
            + String.join(", ", names));
  }
}
