package dev.vireo;

/** The device that tests run on. */
final class TestDevice {
  private TestDevice() {}

  /** Returns what {@code -Dvireo.test.device} names; without it the test fails. */
  static String named() {
    String name = System.getProperty("vireo.test.device", "");
    if (name.isBlank()) {
      throw new AssertionError(
          "device tests need -Dvireo.test.device=lavapipe, swiftshader or another driver");
    }
    return name;
  }
}
