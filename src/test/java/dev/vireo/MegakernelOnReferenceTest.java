package dev.vireo;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The contract on the reference. */
class MegakernelOnReferenceTest extends MegakernelContract {
  @Override
  String device() {
    return "reference";
  }

  @Test
  void shouldRefuseAHandlerWithoutJava() {
    Handler only = Handler.glsl(8, "only glsl", "");
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> Megakernel.open(config().withHandlers(only)));
    assertTrue(e.getMessage().contains("only glsl"), e.getMessage());
  }
}
