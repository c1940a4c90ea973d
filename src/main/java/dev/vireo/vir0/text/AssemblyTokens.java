package dev.vireo.vir0.text;

import dev.vireo.vir0.AssemblyException;
import dev.vireo.vir0.MemoryOrdering;
import dev.vireo.vir0.text.AssemblyLexer.Kind;
import dev.vireo.vir0.text.AssemblyLexer.Token;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;

/** The tokens of a text in order, and the small things that they are made of. */
final class AssemblyTokens {
  private final String file;
  private final List<Token> tokens;
  private int next;

  AssemblyTokens(String file, String text) {
    this.file = file;
    this.tokens = new AssemblyLexer(file, text).tokens();
  }

  Token peek() {
    return tokens.get(next);
  }

  Token peek(int ahead) {
    return tokens.get(Math.min(next + ahead, tokens.size() - 1));
  }

  Token take() {
    Token token = tokens.get(next);
    if (token.kind() != Kind.END) {
      next++;
    }
    return token;
  }

  AssemblyException error(Token token, String problem) {
    return new AssemblyException(file, token.line(), token.column(), problem);
  }

  boolean takeIf(String symbolOrWord) {
    if (peek().is(symbolOrWord)) {
      next++;
      return true;
    }
    return false;
  }

  void expect(String symbolOrWord) {
    if (!takeIf(symbolOrWord)) {
      throw error(peek(), peek().shown() + " stands where '" + symbolOrWord + "' belongs");
    }
  }

  String word(String what) {
    if (peek().kind() != Kind.WORD) {
      throw error(peek(), peek().shown() + " stands where " + what + " belongs");
    }
    return take().text();
  }

  String name(String what) {
    if (peek().kind() != Kind.WORD && peek().kind() != Kind.NAME) {
      throw error(peek(), peek().shown() + " stands where the name of " + what + " belongs");
    }
    return take().text();
  }

  String string(String what) {
    if (peek().kind() != Kind.STRING) {
      throw error(peek(), peek().shown() + " stands where " + what + " in quotes belongs");
    }
    return take().text();
  }

  /** Reads an unsigned number of at most {@code bits} bits, decimal or hexadecimal. */
  long unsigned(int bits, String what) {
    Token token = peek();
    BigInteger value = token.kind() == Kind.NUMBER ? integer(token.text()) : null;
    if (value == null || value.bitLength() > bits) {
      throw error(
          token, token.shown() + " stands where " + what + ", 0 to 2^" + bits + "-1, belongs");
    }
    take();
    return value.longValue();
  }

  /** Reads a number of 64 bits with a sign. */
  long signed(String what) {
    Token start = peek();
    boolean negative = takeIf("-");
    Token token = peek();
    BigInteger value = token.kind() == Kind.NUMBER ? integer(token.text()) : null;
    BigInteger signed = value == null ? null : negative ? value.negate() : value;
    if (signed == null || signed.bitLength() > 63) {
      throw error(start, token.shown() + " stands where " + what + " of 64 bits belongs");
    }
    take();
    return signed.longValue();
  }

  /** Returns the value of decimal or hexadecimal digits, or null. */
  static BigInteger integer(String digits) {
    String lower = digits.toLowerCase(Locale.ROOT);
    if (lower.matches("0x[0-9a-f]{1,32}")) {
      return new BigInteger(lower.substring(2), 16);
    }
    return lower.matches("[0-9]{1,40}") ? new BigInteger(lower) : null;
  }

  /** Reads one of the words of an enum. */
  <E extends Enum<E>> E choice(Class<E> type, String what) {
    Token token = peek();
    String word = word(what);
    for (E value : type.getEnumConstants()) {
      if (value.name().toLowerCase(Locale.ROOT).equals(word)) {
        return value;
      }
    }
    throw error(token, token.shown() + " is no " + what + "; write one of " + words(type));
  }

  private static <E extends Enum<E>> String words(Class<E> type) {
    StringBuilder words = new StringBuilder();
    for (E value : type.getEnumConstants()) {
      words.append(words.length() == 0 ? "" : ", ").append(value.name().toLowerCase(Locale.ROOT));
    }
    return words.toString();
  }

  /** Reads {@code <ordering>}; seq_cst if there is none. */
  MemoryOrdering ordering() {
    if (!takeIf("<")) {
      return MemoryOrdering.SEQ_CST;
    }
    MemoryOrdering ordering = choice(MemoryOrdering.class, "memory ordering");
    expect(">");
    return ordering;
  }
}
