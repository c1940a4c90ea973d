package dev.vireo.spirv.lowering;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.vireo.spirv.SpirvException;
import dev.vireo.vir0.UnsupportedProgramException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes that a coverage-guided fuzzer makes are a module, or give a typed error. */
@Tag("fuzz")
class ModuleFuzzTest {
  static Stream<Arguments> modules() {
    return Stream.of("histogram", "control", "life", "transpose", "specialised", "mandelbrot")
        .map(name -> Arguments.of((Object) Shaders.compile(name, false)));
  }

  @MethodSource("modules")
  @FuzzTest(maxDuration = "7s")
  void shouldAnswerAnyBytesWithAProgramOrATypedError(byte[] module) {
    if (module == null) {
      return;
    }
    try {
      SpirvProgram.of(module, Specialization.DEFAULT);
    } catch (SpirvException | UnsupportedProgramException expected) {
      // A typed error is the other right answer.
    }
  }
}
