package dev.vireo.script;

/**
 * One word, number or sign of a script.
 *
 * @param kind what it is
 * @param text as it stands in the script; empty for the ends of line and file
 * @param at where it begins
 */
record Token(Kind kind, String text, Position at) {
  /** Kinds of tokens. */
  enum Kind {
    /** Begins with a letter or underscore. */
    WORD,
    /** Begins with a digit; whether it is a number is found out when one is wanted. */
    NUMBER,
    /** One of <code>{ } [ ] ( ) , ; . = ==</code>. */
    SIGN,
    /** End of a line. */
    LINE_END,
    /** End of the file. */
    FILE_END,
    /** Anything else: no statement contains it. */
    OTHER
  }

  boolean isSign(String sign) {
    return kind == Kind.SIGN && text.equals(sign);
  }

  boolean isWord(String word) {
    return kind == Kind.WORD && text.equals(word);
  }

  /** Returns what an error message calls this token. */
  String shown() {
    switch (kind) {
      case LINE_END:
        return "the end of the line";
      case FILE_END:
        return "the end of the file";
      default:
        return ScriptException.quoted(text);
    }
  }
}
