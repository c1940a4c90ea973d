package dev.vireo.script;

import dev.vireo.script.Token.Kind;

/** Looks one token ahead, and says what was expected when something else stands there. */
final class TokenReader {
  private static final long MAX_NUMBER = 0xFFFFFFFFL;

  private final String file;
  private final ScriptLexer lexer;
  private Token ahead;

  TokenReader(String file, String text) {
    this.file = file;
    this.lexer = new ScriptLexer(text);
    this.ahead = lexer.next();
  }

  String file() {
    return file;
  }

  Token peek() {
    return ahead;
  }

  Token next() {
    Token token = ahead;
    ahead = lexer.next();
    return token;
  }

  void skipLineEnds() {
    while (ahead.kind() == Kind.LINE_END) {
      next();
    }
  }

  /** Takes {@code sign}, or says what it was needed for. */
  Token sign(String sign, String remedy) {
    if (!ahead.isSign(sign)) {
      throw unexpected("'" + sign + "'", remedy);
    }
    return next();
  }

  /** Takes a number and returns its 32 bits. */
  int number(String what) {
    if (ahead.kind() != Kind.NUMBER) {
      throw unexpected(what, "write a number, decimal or 0x, from 0 to " + MAX_NUMBER);
    }
    return (int) parse(next(), what);
  }

  private long parse(Token token, String what) {
    boolean hex = token.text().startsWith("0x");
    String digits = hex ? token.text().substring(2) : token.text();
    if (digits.isEmpty() || !digits.chars().allMatch(c -> Character.digit(c, hex ? 16 : 10) >= 0)) {
      throw at(
          token,
          token.shown() + " is no number, expected " + what,
          "numbers are decimal digits, or 0x and hexadecimal digits");
    }
    long value = 0;
    for (int i = 0; i < digits.length() && value <= MAX_NUMBER; i++) {
      value = value * (hex ? 16 : 10) + Character.digit(digits.charAt(i), hex ? 16 : 10);
    }
    if (value > MAX_NUMBER) {
      throw at(
          token,
          "the number " + token.shown() + " is above " + MAX_NUMBER + ", expected " + what,
          "numbers are 32-bit words, 0 to " + MAX_NUMBER);
    }
    return value;
  }

  /** Returns an error about the token ahead, in whose place {@code expected} should stand. */
  ScriptException unexpected(String expected, String remedy) {
    return at(ahead, "found " + ahead.shown() + ", expected " + expected, remedy);
  }

  ScriptException at(Token token, String problem, String remedy) {
    return new ScriptException(file, token.at(), token.text(), problem, remedy);
  }
}
