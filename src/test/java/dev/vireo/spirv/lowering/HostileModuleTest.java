package dev.vireo.spirv.lowering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.gpu.SpirvTools;
import dev.vireo.spirv.MalformedModuleException;
import dev.vireo.spirv.SpirvException;
import dev.vireo.spirv.module.SpirvOp;
import dev.vireo.vir0.UnsupportedProgramException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Bytes that are no module, or one that means harm, give typed errors in bounded time. */
@Tag("once")
class HostileModuleTest {
  private static final long SEED = Long.getLong("vireo.seed", 20_261_123L);

  /** OpSourceContinued to OpMemberName, OpString, OpLine, OpNoLine and OpModuleProcessed. */
  private static final Set<Integer> NAMES_AND_LINES = Set.of(2, 3, 4, 5, 6, 7, 8, 317, 330);

  private static SpirvProgram lower(byte[] module) {
    return SpirvProgram.of(module, Specialization.DEFAULT);
  }

  /** Lowers what may be damaged; says whether it was accepted. */
  static boolean accepted(byte[] module) {
    try {
      lower(module);
      return true;
    } catch (SpirvException | UnsupportedProgramException expected) {
      return false;
    }
  }

  private static byte[] assemble(String text) {
    return SpirvTools.assemble("hostile", text);
  }

  private static List<byte[]> modules() {
    List<byte[]> modules = new ArrayList<>();
    for (String name :
        List.of("reduction", "bitonic", "nbody", "raymarch", "quantised", "fft", "specialised")) {
      modules.add(Shaders.compile(name, true));
      modules.add(Shaders.compile(name, false));
    }
    return modules;
  }

  @Test
  void shouldRefuseTruncatedModules() {
    byte[] module = Shaders.compile("scan", true);
    assertTrue(accepted(module));
    for (int length = 0; length < module.length; length++) {
      byte[] cut = Arrays.copyOf(module, length);
      // Cut behind the last function, only what comes after it is lost.
      assertTrue(!accepted(cut), "accepted " + length + " of " + module.length + " bytes");
    }
  }

  @Test
  void shouldAnswerDamagedModulesWithTypedErrors() {
    Random random = new Random(SEED);
    List<byte[]> modules = modules();
    int accepted = 0;
    for (int round = 0; round < 2_500; round++) {
      byte[] module = modules.get(random.nextInt(modules.size())).clone();
      IntWords words = new IntWords(module);
      int[] meaning = words.withMeaning();
      for (int i = random.nextInt(3); i >= 0; i--) {
        int at = meaning[random.nextInt(meaning.length)];
        int value =
            switch (random.nextInt(4)) {
              case 0 -> words.get(at) ^ 1 << random.nextInt(32);
              case 1 -> words.get(meaning[random.nextInt(meaning.length)]);
              case 2 -> random.nextInt(words.get(3));
              default -> words.get(at) + random.nextInt(5) - 2;
            };
        words.put(at, value);
      }
      try {
        accepted += accepted(module) ? 1 : 0;
      } catch (RuntimeException | Error failed) {
        throw new AssertionError(
            "round "
                + round
                + "; repeat with: mvn test -Dtest=HostileModuleTest -Dvireo.seed="
                + SEED,
            failed);
      }
    }
    assertTrue(accepted > 100, accepted + " damaged modules were still accepted");
  }

  /** Words of a module. */
  private record IntWords(ByteBuffer bytes) {
    IntWords(byte[] module) {
      this(ByteBuffer.wrap(module).order(ByteOrder.LITTLE_ENDIAN));
    }

    int get(int index) {
      return bytes.getInt(4 * index);
    }

    void put(int index, int value) {
      bytes.putInt(4 * index, value);
    }

    /** Returns where words are that are no names, texts and lines; half of a module is such. */
    int[] withMeaning() {
      IntStream.Builder all = IntStream.builder();
      for (int at = 5; at < bytes.limit() / 4; at += get(at) >>> 16) {
        if (!NAMES_AND_LINES.contains(get(at) & 0xFFFF)) {
          IntStream.range(at, at + (get(at) >>> 16)).forEach(all::add);
        }
      }
      return all.build().toArray();
    }
  }

  @Test
  void shouldRefuseConstantsOfAnOperationThatIsNone() {
    IntWords words = new IntWords(Shaders.compile("specialised", true));
    int at = 5;
    while ((words.get(at) & 0xFFFF) != SpirvOp.SPEC_CONSTANT_OP.code()) {
      at += words.get(at) >>> 16;
    }
    for (int operation : new int[] {-1, Integer.MIN_VALUE + 132, 1 << 16, Integer.MAX_VALUE}) {
      words.put(at + 3, operation);
      byte[] module = words.bytes().array();
      String problem =
          assertThrows(MalformedModuleException.class, () -> lower(module)).getMessage();
      assertTrue(problem.contains("operation " + operation), problem);
    }
  }

  @Test
  void shouldReadBothByteOrders() {
    byte[] module = Shaders.compile("histogram", true);
    ByteBuffer swapped = ByteBuffer.allocate(module.length);
    swapped.asIntBuffer().put(ShaderProgramsTest.words(module));
    assertEquals(lower(module).code().instructions(), lower(swapped.array()).code().instructions());
  }

  private static final String HEAD =
      """
      OpCapability Shader
      OpMemoryModel Logical GLSL450
      OpEntryPoint GLCompute %main "main"
      OpExecutionMode %main LocalSize 1 1 1
      %void = OpTypeVoid
      %proc = OpTypeFunction %void
      %uint = OpTypeInt 32 0
      %bool = OpTypeBool
      %true = OpConstantTrue %bool
      """;

  private static SpirvException refused(String text) {
    return assertThrows(SpirvException.class, () -> lower(assemble(HEAD + text)));
  }

  @Test
  void shouldRefuseRecursion() {
    SpirvException error =
        refused(
            """
            %main = OpFunction %void None %proc
            %1 = OpLabel
            %2 = OpFunctionCall %void %other
            OpReturn
            OpFunctionEnd
            %other = OpFunction %void None %proc
            %3 = OpLabel
            %4 = OpFunctionCall %void %other
            OpReturn
            OpFunctionEnd
            """);
    assertTrue(error.getMessage().contains("calls itself"), error.getMessage());
  }

  /** Each of 40 functions calls the next one twice: 2^40 calls of a function with no effect. */
  @Test
  void shouldStopWhenCallsMultiply() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      String name = i == 0 ? "%main" : "%f" + i;
      text.append(name).append(" = OpFunction %void None %proc\n%l").append(i);
      text.append(" = OpLabel\n");
      for (int call = 0; call < 2 && i < 39; call++) {
        text.append("%c").append(i).append('_').append(call);
        text.append(" = OpFunctionCall %void %f").append(i + 1).append('\n');
      }
      text.append("OpReturn\nOpFunctionEnd\n");
    }
    SpirvException error = refused(text.toString());
    assertTrue(error.getMessage().contains("calls in their place"), error.getMessage());
  }

  @Test
  void shouldRefuseTypesThatHoldThemselves() {
    SpirvException error =
        refused(
            """
            %s = OpTypeStruct %s
            %main = OpFunction %void None %proc
            %1 = OpLabel
            OpReturn
            OpFunctionEnd
            """);
    assertTrue(error.getMessage().contains("is no type that stands before it"), error.getMessage());
  }

  /** A struct of two structs of two structs: 2^40 words, or none at all. */
  @Test
  void shouldRefuseTypesThatGrowWithoutEnd() {
    StringBuilder large = new StringBuilder("%s0 = OpTypeStruct %uint %uint\n");
    StringBuilder empty = new StringBuilder("%s0 = OpTypeStruct\n");
    for (int i = 1; i < 40; i++) {
      String next = String.format("%%s%d = OpTypeStruct %%s%d %%s%d\n", i, i - 1, i - 1);
      large.append(next);
      empty.append(next);
    }
    String main =
        """
        %main = OpFunction %void None %proc
        %1 = OpLabel
        OpReturn
        OpFunctionEnd
        """;
    assertTrue(refused(large + main).getMessage().contains("words"), "large");
    assertTrue(refused(empty + main).getMessage().contains("without a value"), "empty");
  }

  @Test
  void shouldRefuseALoopThatIsEnteredInItsMiddle() {
    SpirvException error =
        refused(
            """
            %main = OpFunction %void None %proc
            %1 = OpLabel
            OpSelectionMerge %4 None
            OpBranchConditional %true %2 %3
            %2 = OpLabel
            OpLoopMerge %4 %3 None
            OpBranch %3
            %3 = OpLabel
            OpBranchConditional %true %2 %4
            %4 = OpLabel
            OpReturn
            OpFunctionEnd
            """);
    assertTrue(error.getMessage().contains("not structured"), error.getMessage());
  }

  @Test
  void shouldRefuseAJumpBackToWhatIsNoLoop() {
    SpirvException error =
        refused(
            """
            %main = OpFunction %void None %proc
            %1 = OpLabel
            OpBranch %2
            %2 = OpLabel
            OpBranchConditional %true %2 %3
            %3 = OpLabel
            OpReturn
            OpFunctionEnd
            """);
    assertTrue(error.getMessage().contains("not structured"), error.getMessage());
  }

  @Test
  void shouldRefuseValuesThatAreNotKnownYet() {
    SpirvException error =
        refused(
            """
            %main = OpFunction %void None %proc
            %1 = OpLabel
            %2 = OpIAdd %uint %3 %3
            %3 = OpIAdd %uint %2 %2
            OpReturn
            OpFunctionEnd
            """);
    assertTrue(error.getMessage().contains("is no value that is known here"), error.getMessage());
  }
}
