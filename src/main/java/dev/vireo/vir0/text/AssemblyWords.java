package dev.vireo.vir0.text;

import dev.vireo.vir0.AtomicOp;
import dev.vireo.vir0.BinaryOp;
import dev.vireo.vir0.DataType;
import dev.vireo.vir0.UnaryOp;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Words and operators of the text form. */
final class AssemblyWords {
  /** Precedence of unary operators; that of binary ones is 1 to 10. */
  static final int UNARY_PRECEDENCE = 11;

  static final int PRIMARY_PRECEDENCE = 12;

  static final Map<BinaryOp, String> INFIX = new HashMap<>();
  static final Map<String, BinaryOp> BY_SYMBOL = new HashMap<>();
  static final Map<String, BinaryOp> BINARY = new HashMap<>();
  static final Map<String, UnaryOp> UNARY = new HashMap<>();
  static final Map<String, AtomicOp> ATOMIC = new HashMap<>();
  static final String ATOMIC_PREFIX = "atomic_";

  private static final Map<BinaryOp, Integer> PRECEDENCE = new HashMap<>();
  private static final Set<String> RESERVED = new HashSet<>();

  static {
    infix(1, BinaryOp.OR, "||");
    infix(2, BinaryOp.AND, "&&");
    infix(3, BinaryOp.BIT_OR, "|");
    infix(4, BinaryOp.BIT_XOR, "^");
    infix(5, BinaryOp.BIT_AND, "&");
    infix(6, BinaryOp.EQ, "==");
    infix(6, BinaryOp.NE, "!=");
    infix(7, BinaryOp.LT, "<");
    infix(7, BinaryOp.GT, ">");
    infix(7, BinaryOp.LE, "<=");
    infix(7, BinaryOp.GE, ">=");
    infix(8, BinaryOp.SHL, "<<");
    infix(8, BinaryOp.SHR, ">>");
    infix(9, BinaryOp.ADD, "+");
    infix(9, BinaryOp.SUB, "-");
    infix(10, BinaryOp.MUL, "*");
    infix(10, BinaryOp.DIV, "/");
    infix(10, BinaryOp.MOD, "%");
    for (BinaryOp op : BinaryOp.values()) {
      BINARY.put(op.word(), op);
    }
    for (UnaryOp op : UnaryOp.values()) {
      UNARY.put(op.word(), op);
    }
    for (AtomicOp op : AtomicOp.values()) {
      ATOMIC.put(ATOMIC_PREFIX + op.word(), op);
    }
    RESERVED.addAll(BINARY.keySet());
    RESERVED.addAll(UNARY.keySet());
    RESERVED.addAll(ATOMIC.keySet());
    for (DataType.Scalar scalar : DataType.Scalar.values()) {
      RESERVED.add(scalar.toString());
    }
    RESERVED.addAll(
        Set.of(
            "let",
            "if",
            "else",
            "for",
            "in",
            "forever",
            "return",
            "block",
            "region",
            "from",
            "main",
            "barrier",
            "buffer",
            "workgroup",
            "entry",
            "self_exclusive",
            "true",
            "false",
            "gid",
            "wgid",
            "lid",
            "len",
            "cast",
            "select",
            "fma",
            "call",
            "ref",
            "expect"));
    RESERVED.addAll(
        Set.of(
            "f32_bits",
            "binary_extension",
            "unary_extension",
            "atomic_extension",
            "subgroup_add",
            "subgroup_shuffle",
            "subgroup_ballot",
            "subgroup_local_id",
            "subgroup_size",
            "async_load",
            "async_store",
            "async_wait",
            "trap",
            "resume",
            "indirect_dispatch",
            "all_reduce",
            "all_gather",
            "reduce_scatter",
            "broadcast"));
  }

  private AssemblyWords() {}

  private static void infix(int precedence, BinaryOp op, String symbol) {
    PRECEDENCE.put(op, precedence);
    INFIX.put(op, symbol);
    BY_SYMBOL.put(symbol, op);
  }

  /** Returns the precedence of an operation that has an infix form, 1 to 10. */
  static int precedence(BinaryOp op) {
    return PRECEDENCE.get(op);
  }

  /** Returns a name as it stands in text: in backquotes unless it is an identifier. */
  static String name(String name) {
    boolean plain = !name.isEmpty() && !RESERVED.contains(name) && identifierStart(name.charAt(0));
    for (int i = 1; plain && i < name.length(); i++) {
      plain = identifierPart(name.charAt(i));
    }
    return plain ? name : quoted(name, '`');
  }

  static boolean identifierStart(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  static boolean identifierPart(int c) {
    return identifierStart(c) || (c >= '0' && c <= '9');
  }

  /** Returns a text in quotes, with what would end or hide it escaped. */
  static String quoted(String text, char quote) {
    StringBuilder out = new StringBuilder().append(quote);
    text.codePoints()
        .forEach(
            c -> {
              if (c == quote || c == '\\') {
                out.append('\\').appendCodePoint(c);
              } else if (hidden(c)) {
                out.append(String.format("\\u{%x}", c));
              } else {
                out.appendCodePoint(c);
              }
            });
    return out.append(quote).toString();
  }

  private static boolean hidden(int c) {
    int type = Character.getType(c);
    return Character.isISOControl(c)
        || type == Character.FORMAT
        || type == Character.UNASSIGNED
        || type == Character.SURROGATE
        || type == Character.PRIVATE_USE
        || (Character.isSpaceChar(c) && c != ' ')
        || type == Character.LINE_SEPARATOR;
  }
}
