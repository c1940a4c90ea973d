package dev.vireo.script;

import dev.vireo.protocol.CompletionStatus;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What an expectation looks at.
 *
 * @param kind which of the things a megakernel shows
 * @param index which word, counter, record or slot; 0 when the kind has only one
 */
public record Term(Kind kind, int index) {
  /** Things that a megakernel shows. */
  public enum Kind {
    /** {@code control[i]}: an absolute control word. */
    CONTROL,
    /** {@code observable[i]}: control word 160 + i. */
    OBSERVABLE,
    /** {@code metrics[op]}: how often an opcode was executed. */
    METRICS,
    /** {@code done}: executed slots. */
    DONE,
    /** {@code epoch}: batch fences. */
    EPOCH,
    /** {@code status[k]}: how slot k ended. */
    STATUS,
    /** {@code result[k]}: first result word of slot k. */
    RESULT_0,
    /** {@code result[k].1}: second result word of slot k. */
    RESULT_1,
    /** {@code debug[i]}: format id, arg1 and arg2 of a debug record. */
    DEBUG;

    /** Returns whether the index counts slots. */
    boolean isSlot() {
      return this == STATUS || this == RESULT_0 || this == RESULT_1;
    }
  }

  /**
   * Returns {@code words} as a script writes a value of this term: a name, a number or a triple.
   */
  public String show(List<Integer> words) {
    if (kind == Kind.DEBUG) {
      return words.stream()
          .map(Integer::toUnsignedString)
          .collect(Collectors.joining(", ", "(", ")"));
    }
    int word = words.get(0);
    CompletionStatus status = kind == Kind.STATUS ? CompletionStatus.of(word) : null;
    return status != null ? status.name() : Integer.toUnsignedString(word);
  }

  @Override
  public String toString() {
    switch (kind) {
      case DONE:
      case EPOCH:
        return kind.name().toLowerCase(Locale.ROOT);
      case METRICS:
        return "metrics[" + Operations.name(index) + "]";
      case RESULT_0:
        return "result[" + index + "]";
      case RESULT_1:
        return "result[" + index + "].1";
      default:
        return kind.name().toLowerCase(Locale.ROOT) + "[" + index + "]";
    }
  }
}
