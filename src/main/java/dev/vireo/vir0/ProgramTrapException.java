package dev.vireo.vir0;

/** A program stopped while it ran. The message names the cause, the place and the invocation. */
public final class ProgramTrapException extends Vir0Exception {
  private static final long serialVersionUID = 1L;

  private final TrapCode code;
  private final String path;

  /** Makes the exception of a trap at a place; the problem is one clause with the figures. */
  public ProgramTrapException(TrapCode code, NodePath path, String problem) {
    super("trap " + code + " at " + path + ": " + problem + "; " + code.remedy());
    this.code = code;
    this.path = path.toString();
  }

  /** Returns the cause. */
  public TrapCode code() {
    return code;
  }

  /** Returns the statement or expression that stopped, such as {@code body[0].body[2].value}. */
  public String path() {
    return path;
  }
}
