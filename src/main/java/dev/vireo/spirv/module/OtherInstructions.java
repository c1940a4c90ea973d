package dev.vireo.spirv.module;

import java.util.HashMap;
import java.util.Map;

/**
 * Names of instructions that {@link SpirvOp} does not have, of kernels, images, other stages and
 * vendors, so that what is refused has its name. Source: the SPIR-V specification 1.6, section
 * 3.49, and the extensions that add them.
 */
final class OtherInstructions {
  private static final Map<Integer, String> NAMES = new HashMap<>();

  static {
    name(34, "TypeEvent TypeDeviceEvent TypeReserveId TypeQueue TypePipe");
    name(45, "ConstantSampler");
    name(69, "GenericPtrMemSemantics");
    name(91, "ImageSampleProjImplicitLod ImageSampleProjExplicitLod");
    name(93, "ImageSampleProjDrefImplicitLod ImageSampleProjDrefExplicitLod");
    name(101, "ImageQueryFormat ImageQueryOrder");
    name(118, "SatConvertSToU SatConvertUToS");
    name(121, "PtrCastToGeneric GenericCastToPtr GenericCastToPtrExplicit");
    name(158, "IsFinite IsNormal SignBitSet LessOrGreater Ordered Unordered");
    name(210, "DPdxFine DPdyFine FwidthFine DPdxCoarse DPdyCoarse FwidthCoarse");
    name(220, "EmitStreamVertex EndStreamPrimitive");
    name(231, "AtomicCompareExchangeWeak");
    name(256, "LifetimeStart LifetimeStop");
    name(259, "GroupAsyncCopy GroupWaitEvents GroupAll GroupAny GroupBroadcast GroupIAdd");
    name(265, "GroupFAdd GroupFMin GroupUMin GroupSMin GroupFMax GroupUMax GroupSMax");
    name(305, "ImageSparseSampleImplicitLod ImageSparseSampleExplicitLod");
    name(307, "ImageSparseSampleDrefImplicitLod ImageSparseSampleDrefExplicitLod");
    name(309, "ImageSparseSampleProjImplicitLod ImageSparseSampleProjExplicitLod");
    name(311, "ImageSparseSampleProjDrefImplicitLod ImageSparseSampleProjDrefExplicitLod");
    name(313, "ImageSparseFetch ImageSparseGather ImageSparseDrefGather");
    name(316, "ImageSparseTexelsResident");
    name(318, "AtomicFlagTestAndSet AtomicFlagClear ImageSparseRead SizeOf");
    name(4446, "ExecuteCallableKHR ConvertUToAccelerationStructureKHR IgnoreIntersectionKHR");
    name(4449, "TerminateRayKHR");
    name(5000, "GroupIAddNonUniformAMD GroupFAddNonUniformAMD GroupFMinNonUniformAMD");
    name(5003, "GroupUMinNonUniformAMD GroupSMinNonUniformAMD GroupFMaxNonUniformAMD");
    name(5006, "GroupUMaxNonUniformAMD GroupSMaxNonUniformAMD");
    name(5294, "EmitMeshTasksEXT SetMeshOutputsEXT GroupNonUniformPartitionNV");
    name(5358, "TypeCooperativeMatrixNV CooperativeMatrixLoadNV CooperativeMatrixStoreNV");
    name(5361, "CooperativeMatrixMulAddNV CooperativeMatrixLengthNV");
    name(6016, "RayQueryGetRayTMinKHR RayQueryGetRayFlagsKHR RayQueryGetIntersectionTKHR");
  }

  private OtherInstructions() {}

  private static void name(int first, String names) {
    for (String name : names.split(" ")) {
      NAMES.put(first++, "Op" + name);
    }
  }

  /** Returns the name of an instruction, or its number. */
  static String name(int code) {
    return NAMES.getOrDefault(code, "instruction " + code);
  }
}
