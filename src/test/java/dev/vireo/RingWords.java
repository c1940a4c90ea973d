package dev.vireo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.vireo.protocol.Mode;
import dev.vireo.protocol.Protection;
import dev.vireo.protocol.SlotLayout;
import java.util.Set;

/** Compares what slots left in the rings of two devices. */
final class RingWords {
  private static final Set<String> SOFTWARE = Set.of("lavapipe", "lavapipe-25", "swiftshader");

  private RingWords() {}

  /** Fails unless the words are the same, but for status words that the device does not keep up. */
  static void assertSame(
      Megakernel reference, Megakernel device, Protection protection, String where) {
    int[] expected = reference.ringWords();
    int[] actual = device.ringWords();
    // A GPU's live kernel in GUARDED tells the status in completions only.
    if (device.mode() == Mode.LIVE
        && protection == Protection.GUARDED
        && !SOFTWARE.contains(TestDevice.named())) {
      for (int at = 0; at < expected.length; at += SlotLayout.SLOT_WORDS) {
        actual[at] = expected[at];
      }
    }
    assertArrayEquals(expected, actual, where);
  }
}
