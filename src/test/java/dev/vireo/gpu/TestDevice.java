package dev.vireo.gpu;

/** The device that the tests tagged {@code device} run on. */
final class TestDevice {
  private TestDevice() {}

  /**
   * What {@code -Dvireo.test.device} names; a run without it fails, because a test that skips
   * itself proves nothing.
   */
  static String name() {
    String name = System.getProperty("vireo.test.device", "");
    if (name.isBlank()) {
      throw new AssertionError(
          "device tests need -Dvireo.test.device=lavapipe (or swiftshader, nvidia, …)");
    }
    return name;
  }
}
