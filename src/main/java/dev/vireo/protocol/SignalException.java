package dev.vireo.protocol;

/** A slot cannot be signalled; nothing was changed. */
public abstract sealed class SignalException extends VireoException {
  private static final long serialVersionUID = 1L;

  /** Sequence of the slot. */
  private final long sequence;

  private SignalException(String message, long sequence) {
    super(message);
    this.sequence = sequence;
  }

  /** Returns the slot's sequence. */
  public long sequence() {
    return sequence;
  }

  /** The slot has completed and waits for nothing any more. */
  public static final class Completed extends SignalException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception of a slot.
     *
     * @param word the signal's word
     * @param status how the slot completed
     */
    public Completed(long sequence, int word, CompletionStatus status) {
      super(
          String.format(
              "signal 0x%x came too late: the slot with sequence %d has completed as %s; signal a"
                  + " slot once for each time that its handler waits",
              word, sequence, status),
          sequence);
    }
  }

  /** The slot has not taken the signal before yet. */
  public static final class Untaken extends SignalException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception of a slot.
     *
     * @param kept word of the signal that is kept for it
     * @param refused word of the signal that it cannot have too
     */
    public Untaken(long sequence, int kept, int refused) {
      super(
          String.format(
              "signal 0x%x is refused: the slot with sequence %d has not taken signal 0x%x yet; one"
                  + " is kept for a slot at a time, so wait for what its handler does with it",
              refused, sequence, kept),
          sequence);
    }
  }
}
