package dev.vireo.spirv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.vireo.gpu.SpirvTools;
import dev.vireo.vir0.BytecodeMachine;
import dev.vireo.vir0.ProgramMemory;
import dev.vireo.vir0.TrapCode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Complete shaders give on the host what Java computes. */
@Tag("once")
class ShaderProgramsTest {
  private static final long FUEL = 100_000_000;

  static List<ShaderCase> shaders() {
    return Shaders.all();
  }

  @Execution(ExecutionMode.CONCURRENT)
  @ParameterizedTest
  @MethodSource("shaders")
  void shouldGiveWhatJavaComputes(ShaderCase shader) {
    check(shader, lower(shader, true), null);
  }

  /** Variables stay in memory, and functions are called. */
  @Execution(ExecutionMode.CONCURRENT)
  @ParameterizedTest
  @MethodSource("shaders")
  void shouldGiveTheSameWithoutTheCompilersOptimisation(ShaderCase shader) {
    check(shader, lower(shader, false), null);
  }

  @Execution(ExecutionMode.CONCURRENT)
  @ParameterizedTest
  @MethodSource("shaders")
  void shouldGiveTheSameHoweverInvocationsTakeTurns(ShaderCase shader) {
    check(shader, lower(shader, true), new Random(7));
  }

  /** Other phis, choices, copies and ways out of loops than the compiler's own. */
  @Execution(ExecutionMode.CONCURRENT)
  @ParameterizedTest
  @MethodSource("shaders")
  void shouldGiveTheSameBehindOtherPasses(ShaderCase shader) {
    byte[] module = Passes.run(Shaders.compile(shader.name(), false));
    check(shader, lower(shader, module), null);
  }

  private static SpirvProgram lower(ShaderCase shader, boolean optimised) {
    return lower(shader, Shaders.compile(shader.name(), optimised));
  }

  private static SpirvProgram lower(ShaderCase shader, byte[] module) {
    SpirvTools.validate(shader.name(), module);
    return SpirvProgram.of(module, new Specialization("main", shader.constants()));
  }

  private static void check(ShaderCase shader, SpirvProgram program, Random random) {
    ProgramMemory memory = ProgramMemory.ofBuffers(program.signature(), shader.contents(program));
    int[][] buffers = new int[program.signature().buffers().size()][];
    for (int i = 0; i < buffers.length; i++) {
      int number = i;
      buffers[i] = new int[memory.bytes(i) / 4];
      java.util.Arrays.setAll(buffers[i], word -> memory.word(number, word));
    }
    BytecodeMachine machine = new BytecodeMachine(program.code().image(), buffers, FUEL, random);
    BytecodeMachine.Outcome outcome = machine.run(shader.grid());
    assertEquals(TrapCode.NONE, outcome.trap(), program.code().place(outcome.pc())::toString);
    for (int buffer : shader.expected().keySet()) {
      assertNull(shader.mismatch(buffer, buffers[buffer]));
    }
  }

  static int[] words(byte[] bytes) {
    int[] words = new int[bytes.length / 4];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(words);
    return words;
  }
}
