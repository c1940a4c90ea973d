package dev.vireo.protocol;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What a backend reports when it fails, with vyre's stable error numbers. Source: vyre-runtime
 * 0.6.3.
 */
public enum BackendError {
  /** Nothing but a message. */
  RAW(0, null),
  /** Device memory ran out. */
  DEVICE_OUT_OF_MEMORY(1001, FailureClass.TRANSIENT_QUEUE),
  /** The device lacks a feature. */
  UNSUPPORTED_FEATURE(1002, FailureClass.PROGRAM_BUG),
  /** A thread died while it held a lock. */
  POISONED_LOCK(1003, FailureClass.TRANSIENT_QUEUE),
  /** The kernel did not compile. */
  KERNEL_COMPILE_FAILED(1004, FailureClass.PROGRAM_BUG),
  /** A dispatch failed; the message says how. */
  DISPATCH_FAILED(1005, null),
  /** The program is invalid. */
  INVALID_PROGRAM(1006, FailureClass.PROGRAM_BUG);

  private final int code;
  private final @Nullable FailureClass failureClass;

  BackendError(int code, @Nullable FailureClass failureClass) {
    this.code = code;
    this.failureClass = failureClass;
  }

  /** Returns the stable number; {@link #RAW} has none. */
  public OptionalInt code() {
    return this == RAW ? OptionalInt.empty() : OptionalInt.of(code);
  }

  /**
   * Returns what kind of failure this is; {@link #RAW} and {@link #DISPATCH_FAILED} are judged by
   * {@code message}.
   */
  public FailureClass classify(String message) {
    return failureClass == null ? FailureMarkers.classify(message) : failureClass;
  }
}
