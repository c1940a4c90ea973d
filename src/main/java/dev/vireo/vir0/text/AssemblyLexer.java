package dev.vireo.vir0.text;

import dev.vireo.vir0.AssemblyException;
import java.util.ArrayList;
import java.util.List;

/** Takes text apart into words, numbers, strings and symbols. */
final class AssemblyLexer {
  /** What a token is. */
  enum Kind {
    WORD,
    NAME,
    NUMBER,
    STRING,
    SYMBOL,
    END
  }

  /**
   * A token.
   *
   * @param text the word, the number with its suffix, the content of quotes, or the symbol
   * @param glued whether nothing stands between it and the token before
   */
  record Token(Kind kind, String text, int line, int column, boolean glued) {
    boolean is(String symbolOrWord) {
      return (kind == Kind.SYMBOL || kind == Kind.WORD) && text.equals(symbolOrWord);
    }

    /** Returns the words that stand for it in a message. */
    String shown() {
      return kind == Kind.END ? "the end of the text" : AssemblyWords.quoted(text, '\'');
    }
  }

  private static final String SYMBOLS = "{}[](),:=+-*/%&|^<>!~.";
  private static final List<String> PAIRS = List.of("..", "==", "!=", "<=", "<<", "&&", "||");

  private final String file;
  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int position;
  private int line = 1;
  private int lineStart;
  private boolean glued;

  AssemblyLexer(String file, String text) {
    this.file = file;
    this.text = text;
  }

  List<Token> tokens() {
    while (skipBlanks()) {
      int start = position;
      char c = text.charAt(position);
      if (AssemblyWords.identifierStart(c)) {
        add(Kind.WORD, word(), start);
      } else if (c >= '0' && c <= '9') {
        add(Kind.NUMBER, number(), start);
      } else if (c == '"' || c == '`') {
        add(c == '"' ? Kind.STRING : Kind.NAME, quoted(c), start);
      } else {
        add(Kind.SYMBOL, symbol(), start);
      }
      glued = true;
    }
    add(Kind.END, "", position);
    return tokens;
  }

  private void add(Kind kind, String content, int start) {
    tokens.add(new Token(kind, content, line, column(start), glued));
  }

  private int column(int at) {
    return text.codePointCount(lineStart, at) + 1;
  }

  private AssemblyException error(int at, String problem) {
    return new AssemblyException(file, line, column(at), problem);
  }

  private char at(int index) {
    return index < text.length() ? text.charAt(index) : 0;
  }

  /** Goes over blanks and comments; says whether text follows. */
  private boolean skipBlanks() {
    while (position < text.length()) {
      char c = text.charAt(position);
      if (c == '\n') {
        line++;
        lineStart = position + 1;
      } else if (c == '/' && at(position + 1) == '/') {
        int end = text.indexOf('\n', position);
        position = (end < 0 ? text.length() : end) - 1;
      } else if (c != ' ' && c != '\t' && c != '\r') {
        return true;
      }
      position++;
      glued = false;
    }
    return false;
  }

  private String word() {
    int start = position;
    while (AssemblyWords.identifierPart(at(position))) {
      position++;
    }
    return text.substring(start, position);
  }

  /** Digits, hexadecimal or with point and exponent, and the letters that follow at once. */
  private String number() {
    int start = position;
    boolean hex = at(position) == '0' && (at(position + 1) | 0x20) == 'x';
    digits();
    if (!hex && at(position) == '.' && at(position + 1) >= '0' && at(position + 1) <= '9') {
      position++;
      digits();
    }
    boolean exponent = !hex && (at(position - 1) | 0x20) == 'e';
    if (exponent && (at(position) == '-' || at(position) == '+')) {
      position++;
      digits();
    }
    return text.substring(start, position);
  }

  private void digits() {
    while (AssemblyWords.identifierPart(at(position))) {
      position++;
    }
  }

  private String quoted(char quote) {
    int start = position++;
    StringBuilder content = new StringBuilder();
    while (at(position) != quote) {
      if (position >= text.length() || at(position) == '\n') {
        throw error(start, "the quote does not end on its line; close it");
      }
      char c = text.charAt(position++);
      if (c == '\\') {
        escape(content);
      } else {
        content.append(c);
      }
    }
    position++;
    return content.toString();
  }

  private void escape(StringBuilder content) {
    int start = position - 1;
    char c = at(position++);
    if (c != 'u') {
      if (c != '\\' && c != '"' && c != '`' && c != '\'') {
        throw error(start, "there is no such escape; write \\\\, \\\", \\` or \\u{HEX}");
      }
      content.append(c);
      return;
    }
    int end = text.indexOf('}', position);
    String hex = at(position) == '{' && end > 0 ? text.substring(position + 1, end) : "";
    if (!hex.matches("[0-9a-fA-F]{1,6}")
        || !Character.isValidCodePoint(Integer.parseInt(hex, 16))) {
      throw error(start, "the escape names no character; write \\u{HEX}, at most 10ffff");
    }
    content.appendCodePoint(Integer.parseInt(hex, 16));
    position = end + 1;
  }

  private String symbol() {
    String pair = position + 2 <= text.length() ? text.substring(position, position + 2) : "";
    if (PAIRS.contains(pair)) {
      position += 2;
      return pair;
    }
    char c = text.charAt(position);
    if (SYMBOLS.indexOf(c) < 0) {
      throw error(
          position,
          AssemblyWords.quoted(Character.toString(text.codePointAt(position)), '\'')
              + " means nothing here; put names that are no identifiers into backquotes");
    }
    position++;
    return Character.toString(c);
  }
}
