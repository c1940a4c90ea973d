package dev.vireo.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.vir0.ProgramCodec;
import dev.vireo.vir0.glsl.ProgramGlsl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ShadingTest {
  @ParameterizedTest
  @EnumSource(Shading.class)
  void shouldBeCompiledAndTakeFewTurns(Shading shading) {
    ProgramGlsl glsl = ProgramGlsl.of(ProgramCodec.decode(shading.program()));
    // Eight lanes of a vector together stay below what every driver allows in a dispatch.
    assertTrue(8 * glsl.mostTurns().orElseThrow() <= 8_192, () -> glsl.mostTurns().toString());
  }

  @Test
  void shouldShowTheSameScene() {
    assertEquals(map(Shading.PATH), map(Shading.SKETCH));
  }

  private static String map(Shading shading) {
    String text = shading.text();
    return text.substring(text.indexOf("// map"), text.indexOf("// end of map"));
  }
}
