package dev.vireo.bench.report;

import dev.vireo.protocol.VireoException;

/** A file is no report that this version can read; the message says where and what to do. */
public final class ReportException extends VireoException {
  private static final long serialVersionUID = 1L;

  ReportException(String message) {
    super(message);
  }

  ReportException(String message, Throwable cause) {
    super(message, cause);
  }
}
