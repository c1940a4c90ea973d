package dev.vireo.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackendErrorTest {
  @ParameterizedTest
  @CsvSource({
    "the GPU RESET itself, DEVICE_LOSS",
    "device_error_context_is_current, DEVICE_LOSS",
    "queue full after a stale pipeline, DEVICE_LOSS",
    "Timed Out while lowering failed, TRANSIENT_QUEUE",
    "a Type Error, PROGRAM_BUG",
    "bac\u212Apressure, UNCLASSIFIED",
    "a lossy device, UNCLASSIFIED"
  })
  void shouldJudgeAMessageByItsMarkersWhateverTheirCase(String message, FailureClass expected) {
    assertEquals(expected, BackendError.RAW.classify(message));
    assertEquals(expected, BackendError.DISPATCH_FAILED.classify(message));
  }

  @Test
  void shouldJudgeOtherErrorsByTheirKind() {
    assertEquals(FailureClass.TRANSIENT_QUEUE, BackendError.POISONED_LOCK.classify("device lost"));
    assertEquals(OptionalInt.of(1003), BackendError.POISONED_LOCK.code());
    assertEquals(OptionalInt.empty(), BackendError.RAW.code());
  }

  @Test
  void shouldRetryOnlyALostDeviceByDefault() {
    for (FailureClass each : FailureClass.values()) {
      assertEquals(each == FailureClass.DEVICE_LOSS ? 1 : 0, each.defaultRetries());
    }
  }
}
