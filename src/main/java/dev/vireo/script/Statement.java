package dev.vireo.script;

import dev.vireo.protocol.Slot;
import java.util.List;

/** One statement of a script. Immutable. */
public sealed interface Statement {
  /** Returns where the statement begins. */
  Position at();

  /**
   * Publishes one slot.
   *
   * @param at where the statement begins
   * @param slot what is published; a PACKED statement is encoded into its argument words
   */
  record Publish(Position at, Slot slot) implements Statement {}

  /**
   * Executes statements again and again.
   *
   * @param at where the statement begins
   * @param turns how often, 0 to 2^32 - 1
   * @param body what is repeated
   * @param size what one turn amounts to
   */
  record Repeat(Position at, long turns, List<Statement> body, Size size) implements Statement {
    /** Copies the body. */
    public Repeat {
      body = List.copyOf(body);
    }
  }

  /**
   * Waits for every slot that was published so far.
   *
   * @param at where the statement begins
   */
  record Wait(Position at) implements Statement {}

  /**
   * Looks at the state after the last wait.
   *
   * @param at where the statement begins
   * @param term what is looked at
   * @param value what must be found: three words for {@code debug}, else one
   */
  record Expect(Position at, Term term, List<Integer> value) implements Statement {
    /** Copies the value. */
    public Expect {
      value = List.copyOf(value);
    }

    @Override
    public String toString() {
      return term + " == " + term.show(value);
    }
  }

  /**
   * What executing statements amounts to, every turn counted.
   *
   * @param slots slots that are published
   * @param steps statements other than {@code repeat} that are executed
   */
  record Size(long slots, long steps) {
    /** Nothing at all. */
    static final Size ZERO = new Size(0, 0);

    Size plus(Size other) {
      return new Size(slots + other.slots, steps + other.steps);
    }
  }
}
