package dev.vireo.runtime;

import dev.vireo.protocol.ControlCodec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What tests of runtimes on a Vulkan device are opened with. */
final class DeviceRuntimes {
  private static final int OBSERVABLE_WORDS = 256;

  private DeviceRuntimes() {}

  /** Returns what {@code -Dvireo.test.device} names; without it the test fails. */
  static String device() {
    String name = System.getProperty("vireo.test.device", "");
    if (name.isBlank()) {
      throw new AssertionError("device tests need -Dvireo.test.device=lavapipe or another driver");
    }
    return name;
  }

  /** Returns the control words that a megakernel starts with. */
  static int[] control() {
    ByteBuffer encoded = ControlCodec.encode(false, 1, OBSERVABLE_WORDS);
    int[] words = new int[encoded.remaining() / Integer.BYTES];
    encoded.order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(words);
    return words;
  }
}
