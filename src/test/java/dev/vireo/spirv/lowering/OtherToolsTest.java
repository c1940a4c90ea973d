package dev.vireo.spirv.lowering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.gpu.SpirvTools;
import dev.vireo.spirv.UnsupportedModuleException;
import dev.vireo.vir0.WorkgroupSize;
import dev.vireo.vir0.bytecode.BytecodeMachine;
import dev.vireo.vir0.values.ProgramMemory;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Modules as other compilers and tools write them, in words that shaderc never uses. */
@Tag("once")
class OtherToolsTest {
  private static final String HEAD =
      """
      OpCapability Shader
      OpCapability Int64
      OpCapability GroupNonUniformArithmetic
      OpCapability GroupNonUniformQuad
      OpCapability SubgroupBallotKHR
      OpExtension "SPV_KHR_non_semantic_info"
      OpExtension "SPV_KHR_shader_ballot"
      @sets
      OpMemoryModel Logical GLSL450
      OpEntryPoint GLCompute %main "main" %buffer @more
      OpExecutionMode %main LocalSize 1 1 1
      %text = OpString "some.hlsl"
      OpDecorate %block Block
      @members
      OpDecorate %array ArrayStride 4
      OpDecorate %buffer DescriptorSet 0
      OpDecorate %buffer Binding 0
      %void = OpTypeVoid
      %proc = OpTypeFunction %void
      %uint = OpTypeInt 32 0
      %long = OpTypeInt 64 1
      %float = OpTypeFloat 32
      %bool = OpTypeBool
      %v2 = OpTypeVector %uint 2
      %array = OpTypeRuntimeArray %uint
      %block = OpTypeStruct %uint %array
      %pointer = OpTypePointer StorageBuffer %block
      %element = OpTypePointer StorageBuffer %uint
      %buffer = OpVariable %pointer StorageBuffer
      %u0 = OpConstant %uint 0
      %u1 = OpConstant %uint 1
      %u3 = OpConstant %uint 3
      @globals
      %main = OpFunction %void None %proc
      %entry = OpLabel
      %a = OpAccessChain %element %buffer %u0
      %b = OpAccessChain %element %buffer %u1 %u0
      %x = OpLoad %uint %a
      """;

  private static final String TAIL = "OpReturn\nOpFunctionEnd\n";

  private static final String OFFSETS =
      "OpMemberDecorate %block 0 Offset 0\nOpMemberDecorate %block 1 Offset 4";

  private static SpirvProgram lower(String text) {
    byte[] module = SpirvTools.assemble("others", text);
    return SpirvProgram.of(module, Specialization.DEFAULT);
  }

  private static String module(String sets, String members, String globals, String body) {
    return HEAD.replace("@sets", sets)
            .replace("@members", members)
            .replace("@globals", globals)
            .replace("@more", globals.contains("%picture") ? "%picture" : "")
        + body
        + TAIL;
  }

  private static String plain(String body) {
    return module("", OFFSETS, "", body);
  }

  /** Runs a module whose buffer holds 7 and then 8 at first, and returns the two words. */
  private static List<Integer> run(String text) {
    SpirvProgram program = lower(text);
    ProgramMemory memory =
        ProgramMemory.ofBuffers(program.signature(), List.of(ShaderCase.bytes(new int[] {7, 8})));
    BytecodeMachine.run(program.code(), memory, new WorkgroupSize(1, 1, 1), 1_000);
    return List.of(memory.word(0, 0), memory.word(0, 1));
  }

  private static UnsupportedModuleException unsupported(String text) {
    return assertThrows(UnsupportedModuleException.class, () -> lower(text));
  }

  /** Operands of debug information may be literals, larger than any id. */
  @Test
  void shouldPassOverDebugInformationWithLiterals() {
    String text =
        module(
            "%debug = OpExtInstImport \"OpenCL.DebugInfo.100\"",
            OFFSETS,
            "%source = OpExtInst %void %debug DebugSource %text\n"
                + "%unit = OpExtInst %void %debug DebugCompilationUnit 65536 4 %source HLSL",
            "OpStore %b %x\n");
    SpirvTools.validate("debug", SpirvTools.assemble("debug", text));
    assertEquals(List.of(7, 7), run(text));
  }

  @Test
  void shouldPassOverInstructionsWithoutMeaningBetweenFunctions() {
    String text =
        module("%notes = OpExtInstImport \"NonSemantic.Notes\"", OFFSETS, "", "OpStore %b %x\n")
            + "%note = OpExtInst %void %notes 1 %main\n";
    SpirvTools.validate("notes", SpirvTools.assemble("notes", text));
    assertEquals(List.of(7, 7), run(text));
  }

  @Test
  void shouldTakeDecorationsOfMembersFromGroups() {
    String groups =
        """
        OpDecorate %first Offset 4
        %first = OpDecorationGroup
        OpDecorate %second Offset 0
        %second = OpDecorationGroup
        OpGroupMemberDecorate %first %block 1
        OpGroupMemberDecorate %second %block 0
        """;
    assertEquals(List.of(7, 7), run(module("", groups, "", "OpStore %b %x\n")));
  }

  private static final String TWO_ENTRIES =
      """
      OpCapability Shader
      OpMemoryModel Logical GLSL450
      OpEntryPoint GLCompute %one "one" %storage
      OpEntryPoint GLCompute %two "two" %uniform
      OpEntryPoint Fragment %three "three" %color
      OpExecutionMode %one LocalSize 1 1 1
      OpExecutionMode %two LocalSize 2 1 1
      OpExecutionMode %three OriginUpperLeft
      OpDecorate %block Block
      OpMemberDecorate %block 0 Offset 0
      OpDecorate %storage DescriptorSet 0
      OpDecorate %storage Binding 0
      OpDecorate %uniform DescriptorSet 0
      OpDecorate %uniform Binding 0
      OpDecorate %color Location 0
      %void = OpTypeVoid
      %proc = OpTypeFunction %void
      %uint = OpTypeInt 32 0
      %block = OpTypeStruct %uint
      %u0 = OpConstant %uint 0
      %toStorage = OpTypePointer StorageBuffer %block
      %toUniform = OpTypePointer Uniform %block
      %toColor = OpTypePointer Output %uint
      %storage = OpVariable %toStorage StorageBuffer
      %uniform = OpVariable %toUniform Uniform
      %color = OpVariable %toColor Output
      %part = OpTypePointer StorageBuffer %uint
      %uniformPart = OpTypePointer Uniform %uint
      %put = OpFunction %void None %proc
      %begin = OpLabel
      %place = OpAccessChain %part %storage %u0
      OpStore %place %u0
      OpReturn
      OpFunctionEnd
      %one = OpFunction %void None %proc
      %l1 = OpLabel
      %done = OpFunctionCall %void %put
      OpReturn
      OpFunctionEnd
      %two = OpFunction %void None %proc
      %l2 = OpLabel
      %from = OpAccessChain %uniformPart %uniform %u0
      %got = OpLoad %uint %from
      OpReturn
      OpFunctionEnd
      %three = OpFunction %void None %proc
      %l3 = OpLabel
      OpStore %color %u0
      OpReturn
      OpFunctionEnd
      """;

  private static NativeModule entry(String name) {
    byte[] module = SpirvTools.assemble("entries", TWO_ENTRIES);
    return SpirvProgram.of(module, new Specialization(name, Collections.emptyMap())).module();
  }

  /** Two entry points have variables of the same binding, and a third one is no compute. */
  @Test
  void shouldBindTheVariablesOfTheChosenEntryPointAlone() {
    SpirvTools.validate("entries", SpirvTools.assemble("entries", TWO_ENTRIES));
    assertEquals(List.of(new NativeModule.Binding(0, 0, false, 1)), entry("one").bindings());
    assertEquals(List.of(new NativeModule.Binding(0, 0, true, 1)), entry("two").bindings());
  }

  @Test
  void shouldScanAndReadOneInvocationOfWideNumbers() {
    String body =
        """
        %wide = OpSConvert %long %x
        %least = OpGroupNonUniformSMin %long %u3 ExclusiveScan %wide
        %pair = OpBitcast %v2 %least
        %high = OpCompositeExtract %uint %pair 1
        %same = OpSubgroupReadInvocationKHR %uint %x %u0
        OpStore %a %high
        OpStore %b %same
        """;
    SpirvTools.validate("wide", SpirvTools.assemble("wide", plain(body)));
    assertEquals(List.of(0x7FFF_FFFF, 7), run(plain(body)));
  }

  @Test
  void shouldRefuseQuadsByName() {
    assertEquals(
        "OpGroupNonUniformQuadSwap (capability GroupNonUniformQuad)",
        unsupported(plain("%y = OpGroupNonUniformQuadSwap %uint %u3 %x %u0\n")).construct());
  }

  @Test
  void shouldRefusePointersThatAreValues() {
    String body =
        """
        %least = OpULessThan %bool %x %u3
        %either = OpSelect %element %least %a %b
        OpStore %either %x
        """;
    assertEquals(
        "a pointer that a value chooses (capability VariablePointers)",
        unsupported(plain(body)).construct());
  }

  @Test
  void shouldRefuseToRoundTowardZero() {
    String decorated = OFFSETS + "\nOpDecorate %half FPRoundingMode RTZ";
    String body = "%f = OpBitcast %float %x\n%half = OpQuantizeToF16 %float %f\n";
    assertEquals("FPRoundingMode 1", unsupported(module("", decorated, "", body)).construct());
  }

  @Test
  void shouldNameInstructionsThatItDoesNotKnow() {
    UnsupportedModuleException error =
        unsupported(plain("%f = OpBitcast %float %x\n%d = OpFwidthFine %float %f\n"));
    assertEquals("OpFwidthFine", error.construct());
    assertTrue(error.getMessage().contains("(OpFwidthFine)"), error.getMessage());
    String image =
        """
        %image = OpTypeImage %uint 2D 0 0 0 2 R32ui
        %texels = OpTypePointer UniformConstant %image
        %texel = OpTypePointer Image %uint
        %picture = OpVariable %texels UniformConstant
        """;
    String body = "%t = OpImageTexelPointer %texel %picture %u0 %u0\n";
    assertEquals(
        "OpTypeImage (capability Shader)",
        unsupported(module("", OFFSETS, image, body)).construct());
  }
}
