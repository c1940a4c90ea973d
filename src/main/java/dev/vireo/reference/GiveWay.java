package dev.vireo.reference;

/** Ends a handler's turn before it has finished; never leaves this package. */
final class GiveWay extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  /** Creates what leaves its slot with a status. */
  GiveWay(int status) {
    super("status " + status, null, false, false); // no failure: no stack trace
    this.status = status;
  }

  int status() {
    return status;
  }
}
