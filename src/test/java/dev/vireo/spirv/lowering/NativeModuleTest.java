package dev.vireo.spirv.lowering;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vireo.gpu.SpirvTools;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NativeModuleTest {
  private static final String SOURCE =
      """
      #version 450
      #extension GL_EXT_shader_explicit_arithmetic_types : require
      layout(local_size_x = 4, local_size_x_id = 0) in;
      layout(constant_id = 1) const bool TWICE = true;
      layout(constant_id = 2) const float FACTOR = 1.5;
      layout(constant_id = 3) const int16_t SHORT = int16_t(7);
      layout(constant_id = 4) const uint16_t WORD = uint16_t(7);
      layout(constant_id = 5) const uint64_t LONG = 5ul;
      layout(constant_id = 6) const bool LESS = false;
      layout(set = 3, binding = 1) buffer Out { float y[]; };
      layout(set = 0, binding = 2, std140) uniform Some { vec4 a[3]; };
      layout(push_constant) uniform Push { layout(offset = 4) uint p; };
      shared uint kept[10];
      void main() {
        kept[gl_LocalInvocationID.x] = uint(LONG >> p);
        barrier();
        y[gl_GlobalInvocationID.x] =
            float(kept[0]) * FACTOR * (TWICE ? 2 : 1) + float(SHORT) - float(WORD)
            + a[1].x - (LESS ? 1 : 0);
      }
      """;

  private static byte[] bytes(NativeModule module) {
    byte[] bytes = new byte[module.code().remaining()];
    module.code().get(bytes);
    return bytes;
  }

  @Test
  void shouldHaveTheChosenConstantsInItsWords() {
    byte[] module = Shaders.compileText("constants", SOURCE, false);
    Map<Integer, Long> constants =
        Map.of(
            0, 8L,
            1, 0L,
            2, Integer.toUnsignedLong(Float.floatToRawIntBits(0.25f)),
            3, 0xFFFEL, // minus 2
            4, 0xFFFEL,
            5, 0x1234_5678_9ABCL,
            6, 1L);
    SpirvProgram chosen = SpirvProgram.of(module, new Specialization("main", constants));
    byte[] filled = bytes(chosen.module());
    SpirvTools.validate("filled", filled);
    SpirvProgram read = SpirvProgram.of(filled, Specialization.DEFAULT);
    assertArrayEquals(chosen.code().image(), read.code().image());
    assertEquals(8, read.signature().workgroupSize().x());
    SpirvProgram own = SpirvProgram.of(module, Specialization.DEFAULT);
    assertArrayEquals(module, bytes(own.module()), "nothing chosen, nothing changed");
  }

  @Test
  void shouldTakeEitherByteOrder() {
    byte[] module = Shaders.compileText("constants", SOURCE, false);
    ByteBuffer turned = ByteBuffer.allocate(module.length).order(ByteOrder.BIG_ENDIAN);
    turned.asIntBuffer().put(ByteBuffer.wrap(module).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer());
    SpirvTools.validate("turned", turned.array());
    SpirvProgram read = SpirvProgram.of(turned.array(), Specialization.DEFAULT);
    assertArrayEquals(module, bytes(read.module()));
  }

  @Test
  void shouldSayWhatAPipelineNeeds() {
    byte[] module = Shaders.compileText("constants", SOURCE, false);
    NativeModule own = SpirvProgram.of(module, Specialization.DEFAULT).module();
    assertEquals("main", own.entry());
    assertEquals(0x0001_0300, own.version());
    assertEquals(Map.of(1, "Shader", 11, "Int64", 22, "Int16"), own.capabilities());
    assertEquals(Set.of(), own.extensions());
    assertEquals(
        List.of(new NativeModule.Binding(0, 2, true, 12), new NativeModule.Binding(3, 1, false, 0)),
        own.bindings());
    assertEquals(2, own.pushWords());
    assertEquals(10, own.sharedWords());
  }
}
