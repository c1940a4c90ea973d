package dev.vireo.protocol;

/** A continuation task cannot do what was asked; nothing has changed. */
public abstract sealed class TaskException extends ProtocolException {
  private static final long serialVersionUID = 1L;

  private TaskException(String message) {
    super(message);
  }

  /** The task's state does not allow the action. */
  public static final class IllegalTransition extends TaskException {
    private static final long serialVersionUID = 1L;

    IllegalTransition(String action, String state) {
      super("a task cannot " + action + " in state " + state + "; look at its state first");
    }
  }

  /** A state word has no meaning. */
  public static final class UnknownState extends TaskException {
    private static final long serialVersionUID = 1L;

    UnknownState(int word, long task) {
      super(
          String.format(
              "task %d has the state word %s, known are 0 to 7; check that these bytes are tasks",
              task, Integer.toUnsignedString(word)));
    }
  }

  /** A 32-bit counter is at its largest value. */
  public static final class CounterOverflow extends TaskException {
    private static final long serialVersionUID = 1L;

    CounterOverflow(String counter) {
      super(counter + " is at 4294967295 and cannot be counted further; complete the task");
    }
  }
}
