package dev.vireo.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails a test during which a validation layer said anything. */
public final class SilentValidation implements AfterEachCallback {
  /** For JUnit. */
  public SilentValidation() {}

  @Override
  public void afterEach(ExtensionContext context) {
    List<String> messages = ValidationLog.messages();
    ValidationLog.clear();
    assertEquals(List.of(), messages, "the validation layers are silent");
  }
}
