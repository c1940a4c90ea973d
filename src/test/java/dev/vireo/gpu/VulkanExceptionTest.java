package dev.vireo.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class VulkanExceptionTest {
  @Test
  void shouldNameCallResultAndDevice() {
    VulkanException lost =
        assertThrows(
            VulkanException.class, () -> VulkanException.check(-4, "vkQueueSubmit", "NVIDIA H200"));
    String start = "vkQueueSubmit failed with VK_ERROR_DEVICE_LOST (-4) on NVIDIA H200: ";
    assertTrue(lost.getMessage().startsWith(start), lost.getMessage());
    assertTrue(lost.deviceLost());
    assertEquals("vkQueueSubmit", lost.call());
    assertEquals(-4, lost.result());
  }

  @Test
  void shouldGiveTheNumberOfAResultItDoesNotKnow() {
    VulkanException odd =
        assertThrows(VulkanException.class, () -> VulkanException.check(-77, "vkX", "d"));
    assertTrue(odd.getMessage().contains("-77"), odd.getMessage());
    assertFalse(odd.deviceLost());
  }

  @Test
  void shouldSayNothingAboutSuccess() {
    VulkanException.check(0, "vkX", "d");
  }
}
