package dev.vireo.spirv.lowering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.gpu.ValidationLog;
import dev.vireo.kernel.ProgramRunner;
import dev.vireo.vir0.bytecode.BytecodeMachine;
import dev.vireo.vir0.values.ProgramMemory;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Complete shaders on a device: in the interpreter, and as the pipelines that they were made for.
 */
@Tag("device")
class ShadersOnDeviceTest {
  private static final long FUEL = 100_000_000;

  private static ProgramRunner interpreter;
  private static NativeRuns pipelines;

  static List<ShaderCase> shaders() {
    return Shaders.all();
  }

  static List<ShaderCase> coreShaders() {
    return Shaders.all().stream().filter(ShaderCase::vulkan11).toList();
  }

  @BeforeAll
  static void open() {
    String name = System.getProperty("vireo.test.device", "");
    assertTrue(!name.isBlank(), "device tests need -Dvireo.test.device=lavapipe or another driver");
    interpreter = ProgramRunner.open(name, false);
    pipelines = new NativeRuns(name);
  }

  @AfterAll
  static void close() {
    if (pipelines != null) {
      pipelines.close();
    }
    if (interpreter != null) {
      interpreter.close();
    }
    List<String> messages = ValidationLog.messages();
    ValidationLog.clear();
    assertEquals(List.of(), messages, "the validation layers are silent");
  }

  @ParameterizedTest
  @MethodSource("shaders")
  void shouldGiveWhatJavaComputesInTheInterpreter(ShaderCase shader) {
    SpirvProgram program = program(shader, Shaders.compile(shader.name(), true));
    ProgramMemory memory = ProgramMemory.ofBuffers(program.signature(), shader.contents(program));
    interpreter.run(program.code(), memory, shader.grid(), FUEL);
    for (int buffer : shader.expected().keySet()) {
      assertNull(shader.mismatch(buffer, words(memory, buffer)));
    }
  }

  /** The reference and the pipeline agree, words exactly and floats as near as Java's. */
  @ParameterizedTest
  @MethodSource("coreShaders")
  void shouldGiveWhatThePipelineGives(ShaderCase shader) {
    byte[] module = Shaders.compile(shader.name(), true);
    SpirvProgram program = program(shader, module);
    ProgramMemory memory = ProgramMemory.ofBuffers(program.signature(), shader.contents(program));
    BytecodeMachine.run(program.code(), memory, shader.grid(), FUEL);
    List<int[]> found = pipelines.run(module, shader);
    for (int buffer : shader.expected().keySet()) {
      assertNull(shader.mismatch(buffer, found.get(buffer)), "the pipeline");
      ShaderCase reference = shader.expecting(buffer, words(memory, buffer));
      assertNull(reference.mismatch(buffer, found.get(buffer)), "the reference");
    }
  }

  @Test
  void shouldComputeWhatTheSpecificationSaysInTheInterpreter() {
    List<Expression> expressions = Expressions.all();
    ShaderCase shader = ExpressionShader.shader(expressions);
    SpirvProgram program = program(shader, expressionModule(expressions));
    ProgramMemory memory = ProgramMemory.ofBuffers(program.signature(), shader.contents(program));
    interpreter.run(program.code(), memory, shader.grid(), FUEL);
    assertEquals(List.of(), ExpressionShader.mismatches(expressions, words(memory, 1)));
  }

  /** Holds the test's own table, and the driver, to the same specification. */
  @Test
  void shouldComputeWhatTheSpecificationSaysAsAPipeline() {
    List<Expression> expressions = Expressions.all();
    ShaderCase shader = ExpressionShader.shader(expressions);
    int[] results = pipelines.run(expressionModule(expressions), shader).get(1);
    assertEquals(List.of(), ExpressionShader.mismatches(expressions, results));
  }

  /** The pipeline says how large the driver's subgroups are; the same size is asked for here. */
  @Test
  void shouldGiveWhatThePipelineGivesInSubgroupsOfItsSize() {
    byte[] module = Shaders.compile("lanes", true);
    ShaderCase shader = Subgroupings.shader();
    int[] wanted = pipelines.run(module, shader).get(1);
    SpirvProgram program =
        SpirvProgram.of(module, Specialization.DEFAULT.withSubgroupSize(wanted[0]));
    ProgramMemory memory = ProgramMemory.ofBuffers(program.signature(), shader.contents(program));
    BytecodeMachine.run(program.code(), memory, shader.grid(), FUEL);
    assertNull(shader.expecting(1, wanted).mismatch(1, words(memory, 1)), "the reference");
    memory = ProgramMemory.ofBuffers(program.signature(), shader.contents(program));
    interpreter.run(program.code(), memory, shader.grid(), FUEL);
    assertNull(shader.expecting(1, wanted).mismatch(1, words(memory, 1)), "the interpreter");
  }

  private static byte[] expressionModule(List<Expression> expressions) {
    return Shaders.compileText("expressions", ExpressionShader.source(expressions), true);
  }

  private static SpirvProgram program(ShaderCase shader, byte[] module) {
    return SpirvProgram.of(module, new Specialization("main", shader.constants()));
  }

  private static int[] words(ProgramMemory memory, int buffer) {
    int[] words = new int[memory.bytes(buffer) / 4];
    Arrays.setAll(words, word -> memory.word(buffer, word));
    return words;
  }
}
