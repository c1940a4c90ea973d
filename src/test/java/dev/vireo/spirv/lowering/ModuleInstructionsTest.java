package dev.vireo.spirv.lowering;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.gpu.SpirvTools;
import dev.vireo.spirv.UnsupportedModuleException;
import dev.vireo.vir0.ProgramTrapException;
import dev.vireo.vir0.TrapCode;
import dev.vireo.vir0.WorkgroupSize;
import dev.vireo.vir0.bytecode.BytecodeMachine;
import dev.vireo.vir0.values.ProgramMemory;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Instructions that GLSL has no words for, and what errors say. */
class ModuleInstructionsTest {
  private static final WorkgroupSize ONE = new WorkgroupSize(1, 1, 1);

  private static final String HEAD =
      """
      OpCapability Shader
      OpMemoryModel Logical GLSL450
      OpEntryPoint GLCompute %main "main" %buffer
      OpExecutionMode %main LocalSize 1 1 1
      OpDecorate %block Block
      OpMemberDecorate %block 0 Offset 0
      OpDecorate %array ArrayStride 4
      OpDecorate %buffer DescriptorSet 0
      OpDecorate %buffer Binding 0
      %void = OpTypeVoid
      %proc = OpTypeFunction %void
      %uint = OpTypeInt 32 0
      %int = OpTypeInt 32 1
      %float = OpTypeFloat 32
      %bool = OpTypeBool
      %v4 = OpTypeVector %uint 4
      %array = OpTypeRuntimeArray %uint
      %block = OpTypeStruct %array
      %pointer = OpTypePointer StorageBuffer %block
      %element = OpTypePointer StorageBuffer %uint
      %buffer = OpVariable %pointer StorageBuffer
      %u0 = OpConstant %uint 0
      %u1 = OpConstant %uint 1
      %u2 = OpConstant %uint 2
      %i7 = OpConstant %int 7
      %m3 = OpConstant %int -3
      %m7 = OpConstant %int -7
      %p3 = OpConstant %int 3
      %f55 = OpConstant %float 5.5
      %fm2 = OpConstant %float -2
      %nan = OpConstant %float 0x1.8p+128
      %tiny = OpConstant %float 1e-6
      %third = OpConstant %float 0.333333
      %main = OpFunction %void None %proc
      %entry = OpLabel
      %a0 = OpAccessChain %element %buffer %u0 %u0
      %a1 = OpAccessChain %element %buffer %u0 %u1
      %a2 = OpAccessChain %element %buffer %u0 %u2
      """;

  private static final String TAIL = "OpReturn\nOpFunctionEnd\n";

  /** Runs statements behind the head; the buffer has four words, 10 to 13 at first. */
  private static int[] run(String text) {
    byte[] module = SpirvTools.assemble("test", HEAD + text + TAIL);
    SpirvTools.validate("test", module);
    SpirvProgram program = SpirvProgram.of(module, Specialization.DEFAULT);
    List<byte[]> contents = List.of(ShaderCase.bytes(new int[] {10, 11, 12, 13}));
    ProgramMemory memory = ProgramMemory.ofBuffers(program.signature(), contents);
    BytecodeMachine.run(program.code(), memory, ONE, 1_000);
    return new int[] {memory.word(0, 0), memory.word(0, 1), memory.word(0, 2), memory.word(0, 3)};
  }

  private static int value(String expression) {
    return run("%x = " + expression + "\n%r = OpBitcast %uint %x\nOpStore %a0 %r\n")[0];
  }

  private static float number(String expression) {
    return Float.intBitsToFloat(value(expression));
  }

  private static int truth(String expression) {
    return run("%x = " + expression + "\n%r = OpSelect %uint %x %u1 %u0\nOpStore %a0 %r\n")[0];
  }

  @Test
  void shouldGiveRemaindersTheSignThatTheirNamesSay() {
    assertEquals(-1, value("OpSRem %int %m7 %p3"));
    assertEquals(2, value("OpSMod %int %m7 %p3"));
    assertEquals(-2, value("OpSMod %int %i7 %m3"));
    assertEquals(1, value("OpSRem %int %i7 %m3"));
    assertEquals(1.5f, number("OpFRem %float %f55 %fm2"));
    assertEquals(-0.5f, number("OpFMod %float %f55 %fm2"));
  }

  @Test
  void shouldTellOrderedFromUnorderedComparisons() {
    for (String op : List.of("Equal", "LessThan", "GreaterThan", "LessThanEqual")) {
      assertEquals(0, truth("OpFOrd" + op + " %bool %nan %f55"), op);
      assertEquals(1, truth("OpFUnord" + op + " %bool %nan %f55"), op);
    }
    assertEquals(0, truth("OpFOrdNotEqual %bool %nan %f55"));
    assertEquals(1, truth("OpFUnordNotEqual %bool %nan %f55"));
    assertEquals(1, truth("OpFOrdNotEqual %bool %fm2 %f55"));
    assertEquals(0, truth("OpFUnordEqual %bool %fm2 %f55"));
  }

  @Test
  void shouldQuantizeToHalves() {
    assertEquals(0f, number("OpQuantizeToF16 %float %tiny"));
    assertEquals(0.33325195f, number("OpQuantizeToF16 %float %third"));
  }

  @Test
  void shouldTakeComponentsByValuesInRegisters() {
    int[] words =
        run(
            """
            %i = OpLoad %uint %a0
            %k = OpUMod %uint %i %u2
            %v = OpCompositeConstruct %v4 %i %u1 %u2 %u0
            %e = OpVectorExtractDynamic %uint %v %k
            %w = OpVectorInsertDynamic %v4 %v %u2 %k
            %f = OpCompositeExtract %uint %w 0
            OpStore %a0 %e
            OpStore %a1 %f
            """);
    assertArrayEquals(new int[] {10, 2, 12, 13}, words);
  }

  @Test
  void shouldCopyMemoryAndObjects() {
    int[] words =
        run(
            """
            %same = OpCopyObject %element %a2
            OpCopyMemory %a0 %same
            %x = OpLoad %uint %a1
            %y = OpCopyObject %uint %x
            OpStore %a2 %y
            """);
    assertArrayEquals(new int[] {12, 11, 11, 13}, words);
  }

  /** The values of two phis change places each time round. */
  @Test
  void shouldSetPhisAtOnce() {
    int[] words =
        run(
            """
            OpBranch %head
            %head = OpLabel
            %a = OpPhi %uint %u1 %entry %b %next
            %b = OpPhi %uint %u2 %entry %a %next
            %n = OpPhi %uint %u0 %entry %n1 %next
            OpLoopMerge %done %next None
            OpBranch %body
            %body = OpLabel
            %go = OpULessThan %bool %n %u1
            OpBranchConditional %go %next %done
            %next = OpLabel
            %n1 = OpIAdd %uint %n %u1
            OpBranch %head
            %done = OpLabel
            OpStore %a0 %a
            OpStore %a1 %b
            """);
    assertArrayEquals(new int[] {2, 1, 12, 13}, words);
  }

  /** Two blocks go to the begin of a loop, one of them from far ahead. */
  @Test
  void shouldEnterALoopFromSeveralPlaces() {
    int[] words =
        run(
            """
            %first = OpLoad %uint %a0
            %big = OpUGreaterThan %bool %first %u2
            OpSelectionMerge %head None
            OpBranchConditional %big %head %small
            %small = OpLabel
            OpStore %a2 %u1
            OpBranch %head
            %head = OpLabel
            %n = OpPhi %uint %u0 %entry %u1 %small %n1 %next
            OpLoopMerge %done %next None
            OpBranch %next
            %next = OpLabel
            %n1 = OpIAdd %uint %n %u1
            %go = OpULessThan %bool %n1 %first
            OpBranchConditional %go %head %done
            %done = OpLabel
            OpStore %a1 %n1
            """);
    assertArrayEquals(new int[] {10, 10, 12, 13}, words);
  }

  private static final String COPIES =
      """
      #version 450
      layout(local_size_x = 1) in;
      layout(std430, binding = 0) buffer B { float a[4]; float b[4]; };
      void main() {
        for (int i = 0; i < 4; i++) {
          a[i] = b[i];
        }
        float x = b[0];
        b[0] = x * 1e20;
      }
      """;

  /** What arithmetic flushes, a copy keeps. */
  @Test
  void shouldCopyFloatsBitByBit() {
    int[] odd = {1, 0x7FA0_0001, 0x8000_0003, 0xFFC1_2345};
    for (boolean optimised : new boolean[] {true, false}) {
      byte[] module = Shaders.compileText("copies", COPIES, optimised);
      SpirvProgram program = SpirvProgram.of(module, Specialization.DEFAULT);
      int[] words = new int[8];
      System.arraycopy(odd, 0, words, 4, 4);
      ProgramMemory memory =
          ProgramMemory.ofBuffers(program.signature(), List.of(ShaderCase.bytes(words)));
      BytecodeMachine.run(program.code(), memory, ONE, 1_000);
      for (int i = 0; i < 4; i++) {
        assertEquals(odd[i], memory.word(0, i), "word " + i);
      }
      assertEquals(0, memory.word(0, 4));
    }
  }

  private static final String STRUCT_COPIES =
      """
      #version 450
      layout(local_size_x = 1) in;
      struct Item { vec3 place; float number; };
      layout(std430, binding = 0) buffer B { Item items[3]; };
      Item second() { return items[1]; }
      void main() {
        Item kept = items[0];
        Item others[2] = Item[](kept, second());
        items[0] = others[int(gl_NumWorkGroups.x)];
        items[1] = items[2].number > 1.0 ? kept : others[1];
        items[2].place *= items[2].number;
      }
      """;

  /** What is no float to anybody keeps its bits through variables, functions and choices. */
  @Test
  void shouldCopyStructsBitByBit() {
    for (boolean optimised : new boolean[] {true, false}) {
      byte[] module = Shaders.compileText("structs", STRUCT_COPIES, optimised);
      SpirvProgram program = SpirvProgram.of(module, Specialization.DEFAULT);
      int[] words = {1, 0x7FA0_0001, 0x8000_0003, 7, 2, 3, 4, 5, 1, 2, 3, 0x4000_0000};
      ProgramMemory memory =
          ProgramMemory.ofBuffers(program.signature(), List.of(ShaderCase.bytes(words)));
      BytecodeMachine.run(program.code(), memory, ONE, 1_000);
      int[] expected = {2, 3, 4, 5, 1, 0x7FA0_0001, 0x8000_0003, 7, 0, 0, 0, 0x4000_0000};
      for (int i = 0; i < expected.length; i++) {
        assertEquals(expected[i], memory.word(0, i), "word " + i + ", optimised " + optimised);
      }
    }
  }

  private static final String ZEROED =
      """
      #version 450
      #extension GL_EXT_null_initializer : require
      layout(local_size_x = 4) in;
      layout(std430, binding = 0) buffer B { uint words[4]; };
      shared uint sum = { };
      void main() {
        atomicAdd(sum, 2u);
        barrier();
        words[gl_LocalInvocationIndex] = sum;
      }
      """;

  @Test
  void shouldZeroSharedMemoryOnce() {
    byte[] module = Shaders.compileText("zeroed", ZEROED, true);
    SpirvProgram program = SpirvProgram.of(module, Specialization.DEFAULT);
    ProgramMemory memory =
        ProgramMemory.ofBuffers(program.signature(), List.of(ShaderCase.bytes(new int[4])));
    BytecodeMachine.run(program.code(), memory, ONE, 1_000);
    assertEquals(8, memory.word(0, 3));
  }

  private static final String IN_BRANCHES =
      """
      #version 450
      layout(local_size_x = 2) in;
      layout(std430, binding = 0) buffer B { uint words[]; };
      uint pick(uint n) {
        uint list[4] = uint[](words[0], words[1], words[2], words[3]);
        list[n & 3u] += 5u;
        return list[(n + words[3]) & 3u];
      }
      void main() {
        if (gl_LocalInvocationIndex == 0u) {
          return;
        }
        if (words[0] == 10u) {
          words[0] = pick(3u);
        } else {
          words[1] = pick(words[1]);
        }
        words[2] = pick(words[2]);
      }
      """;

  /** Variables that lie in memory are found in one branch as in the other. */
  @Test
  void shouldKeepVariablesOfFunctionsThatBranchesCall() {
    byte[] module = Shaders.compileText("branches", IN_BRANCHES, false);
    SpirvProgram program = SpirvProgram.of(module, Specialization.DEFAULT);
    List<byte[]> contents = List.of(ShaderCase.bytes(new int[] {11, 2, 1, 0}));
    ProgramMemory memory = ProgramMemory.ofBuffers(program.signature(), contents);
    BytecodeMachine.run(program.code(), memory, ONE, 1_000);
    assertEquals(6, memory.word(0, 1));
    assertEquals(11, memory.word(0, 2));
  }

  private static final String ENDLESS =
      """
      #version 450
      layout(local_size_x = 1) in;
      layout(std430, binding = 0) buffer B { uint words[]; };
      void main() {
        while (words[0] != 99u) {
          words[1]++;
        }
      }
      """;

  @Test
  void shouldSayWhereTheFuelRanOut() {
    byte[] module = Shaders.compileText("endless", ENDLESS, false);
    SpirvProgram program = SpirvProgram.of(module, Specialization.DEFAULT);
    List<byte[]> contents = List.of(ShaderCase.bytes(new int[4]));
    ProgramMemory memory = ProgramMemory.ofBuffers(program.signature(), contents);
    ProgramTrapException error =
        assertThrows(
            ProgramTrapException.class,
            () -> BytecodeMachine.run(program.code(), memory, ONE, 100));
    assertEquals(TrapCode.FUEL, error.code());
    assertTrue(error.path().matches("word \\d+ \\(OpBranch.*endless\\.comp:\\d+\\)"), error.path());
  }

  @Test
  void shouldTakeTheWorkgroupSizeFromConstants() {
    String text =
        HEAD.replace(
                "OpExecutionMode %main LocalSize 1 1 1",
                "OpExecutionModeId %main LocalSizeId %u2 %u1 %p3")
            + TAIL;
    byte[] module = SpirvTools.assemble("sizes", text);
    SpirvTools.validate("sizes", module);
    SpirvProgram program = SpirvProgram.of(module, Specialization.DEFAULT);
    assertEquals(new WorkgroupSize(2, 1, 3), program.signature().workgroupSize());
  }

  private static UnsupportedModuleException unsupported(String glsl) {
    byte[] module = Shaders.compileText("refused", "#version 450\n" + glsl, false);
    return assertThrows(
        UnsupportedModuleException.class, () -> SpirvProgram.of(module, Specialization.DEFAULT));
  }

  @Test
  void shouldRefuseByNameWhatItDoesNotRun() {
    String size = "layout(local_size_x = 1) in;\n";
    assertEquals(
        "OpTypeImage (capability Shader)",
        unsupported(
                size
                    + "layout(binding = 0) uniform sampler2D s;\n"
                    + "layout(binding = 1) buffer B { vec4 r; };\n"
                    + "void main() { r = textureLod(s, vec2(0), 0.0); }")
            .construct());
    assertEquals(
        "OpTypeFloat of 64 bits (capability Float64)",
        unsupported(
                size
                    + "layout(binding = 1) buffer B { double r; };\n"
                    + "void main() { r = r * 2.0lf; }")
            .construct());
    UnsupportedModuleException arrays =
        unsupported(
            size
                + "layout(binding = 0) buffer B { uint r; } b[2];\n"
                + "void main() { b[1].r = 1u; }");
    assertTrue(arrays.construct().contains("array of buffers"), arrays.getMessage());
  }
}
