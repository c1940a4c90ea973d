package dev.vireo.script;

import dev.vireo.script.Token.Kind;

/** Cuts a script into tokens, one at a time, comments and blanks left out. */
final class ScriptLexer {
  private static final String SINGLE_SIGNS = "{}[](),;.";

  private final String text;
  private int index;
  private int line = 1;
  private int column = 1;

  ScriptLexer(String text) {
    this.text = text;
  }

  /** Returns the position just behind {@code text}. */
  static Position endOf(String text) {
    ScriptLexer lexer = new ScriptLexer(text);
    while (lexer.index < text.length()) {
      lexer.advance();
    }
    return lexer.here();
  }

  /** Returns the next token; at the end of the file again and again its end. */
  Token next() {
    skipBlanksAndComment();
    Position at = here();
    if (index == text.length()) {
      return new Token(Kind.FILE_END, "", at);
    }
    char first = text.charAt(index);
    if (first == '\n' || first == '\r') {
      advance();
      return new Token(Kind.LINE_END, "", at);
    }
    int start = index;
    Kind kind = take(first);
    return new Token(kind, text.substring(start, index), at);
  }

  private Kind take(char first) {
    if (isWordPart(first)) {
      while (index < text.length() && isWordPart(text.charAt(index))) {
        advance();
      }
      return isDigit(first) ? Kind.NUMBER : Kind.WORD;
    }
    if (SINGLE_SIGNS.indexOf(first) >= 0) {
      advance();
      return Kind.SIGN;
    }
    int start = index;
    while (index < text.length() && isOther(text.charAt(index))) {
      advance();
    }
    String taken = text.substring(start, index);
    return taken.equals("=") || taken.equals("==") ? Kind.SIGN : Kind.OTHER;
  }

  private void skipBlanksAndComment() {
    while (index < text.length() && isBlank(text.charAt(index))) {
      advance();
    }
    if (index < text.length() && text.charAt(index) == '#') {
      while (index < text.length() && !isLineEnd(text.charAt(index))) {
        advance();
      }
    }
  }

  /** Steps over one character; a carriage return and its line feed are one end of line. */
  private void advance() {
    int point = text.codePointAt(index);
    index += Character.charCount(point);
    if (point == '\r' && index < text.length() && text.charAt(index) == '\n') {
      index++;
    }
    if (point == '\r' || point == '\n') {
      line++;
      column = 1;
    } else {
      column++;
    }
  }

  private Position here() {
    return new Position(line, column);
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  private static boolean isLineEnd(char c) {
    return c == '\n' || c == '\r';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isWordPart(char c) {
    return isDigit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
  }

  private static boolean isOther(char c) {
    return !isBlank(c)
        && !isLineEnd(c)
        && !isWordPart(c)
        && c != '#'
        && SINGLE_SIGNS.indexOf(c) < 0;
  }
}
