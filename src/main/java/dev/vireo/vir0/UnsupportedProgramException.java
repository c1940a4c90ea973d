package dev.vireo.vir0;

/** A valid program has a construct that an engine cannot run; the message names it. */
public final class UnsupportedProgramException extends Vir0Exception {
  private static final long serialVersionUID = 1L;

  private final String construct;
  private final String path;

  /** Makes one for a construct at a place; the remedy is one clause. */
  public UnsupportedProgramException(String construct, NodePath path, String remedy) {
    super("unsupported program: " + construct + " at " + path + "; " + remedy);
    this.construct = construct;
    this.path = path.toString();
  }

  /** Returns the construct. */
  public String construct() {
    return construct;
  }

  /** Returns where it stands, such as {@code body[0].body[2].value}. */
  public String path() {
    return path;
  }
}
