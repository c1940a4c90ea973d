package dev.vireo.spirv.module;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Capabilities that modules declare. Source: the SPIR-V specification 1.6, section 3.31. */
public final class Capability {
  private static final Map<Integer, String> NAMES = new HashMap<>();

  static {
    name(0, "Matrix Shader Geometry Tessellation Addresses Linkage Kernel Vector16 Float16Buffer");
    name(9, "Float16 Float64 Int64 Int64Atomics ImageBasic ImageReadWrite ImageMipmap");
    name(17, "Pipes Groups DeviceEnqueue LiteralSampler AtomicStorage Int16 TessellationPointSize");
    name(25, "ImageGatherExtended");
    name(27, "StorageImageMultisample UniformBufferArrayDynamicIndexing");
    name(29, "SampledImageArrayDynamicIndexing StorageBufferArrayDynamicIndexing");
    name(31, "StorageImageArrayDynamicIndexing ClipDistance CullDistance ImageCubeArray");
    name(35, "SampleRateShading ImageRect SampledRect GenericPointer Int8 InputAttachment");
    name(41, "SparseResidency MinLod Sampled1D Image1D SampledCubeArray SampledBuffer ImageBuffer");
    name(48, "ImageMSArray StorageImageExtendedFormats ImageQuery DerivativeControl");
    name(52, "InterpolationFunction TransformFeedback GeometryStreams");
    name(55, "StorageImageReadWithoutFormat StorageImageWriteWithoutFormat MultiViewport");
    name(58, "SubgroupDispatch NamedBarrier PipeStorage GroupNonUniform GroupNonUniformVote");
    name(63, "GroupNonUniformArithmetic GroupNonUniformBallot GroupNonUniformShuffle");
    name(66, "GroupNonUniformShuffleRelative GroupNonUniformClustered GroupNonUniformQuad");
    name(4423, "SubgroupBallotKHR");
    name(4427, "DrawParameters");
    name(4428, "WorkgroupMemoryExplicitLayoutKHR WorkgroupMemoryExplicitLayout8BitAccessKHR");
    name(4430, "WorkgroupMemoryExplicitLayout16BitAccessKHR SubgroupVoteKHR");
    name(4433, "StorageBuffer16BitAccess UniformAndStorageBuffer16BitAccess");
    name(4435, "StoragePushConstant16 StorageInputOutput16 DeviceGroup");
    name(4439, "MultiView");
    name(4441, "VariablePointersStorageBuffer VariablePointers");
    name(4448, "StorageBuffer8BitAccess UniformAndStorageBuffer8BitAccess StoragePushConstant8");
    name(4464, "DenormPreserve DenormFlushToZero SignedZeroInfNanPreserve RoundingModeRTE");
    name(4468, "RoundingModeRTZ");
    name(4472, "RayQueryKHR");
    name(4479, "RayTracingKHR");
    name(5055, "ShaderClockKHR");
    name(5301, "ShaderNonUniform RuntimeDescriptorArray");
    name(5345, "VulkanMemoryModel VulkanMemoryModelDeviceScope PhysicalStorageBufferAddresses");
    name(5612, "AtomicFloat32MinMaxEXT");
    name(5629, "ExpectAssumeKHR");
    name(6016, "DotProductInputAll DotProductInput4x8Bit DotProductInput4x8BitPacked DotProduct");
    name(6022, "CooperativeMatrixKHR");
    name(6026, "GroupNonUniformRotateKHR");
    name(6033, "AtomicFloat32AddEXT");
  }

  /**
   * Those of which Vireo runs everything, or refuses the instructions and types that it does not.
   */
  private static final Set<Integer> RUN =
      Set.of(
          0, 1, 9, 11, 22, 28, 30, 39, 61, 62, 63, 64, 65, 66, 67, 68, 4423, 4431, 4433, 4434, 4435,
          4437, 4441, 4442, 4448, 4449, 4450, 4465, 4466, 4467, 5345, 5346, 5612, 5629, 6016, 6017,
          6018, 6019, 6026, 6033);

  private Capability() {}

  private static void name(int first, String names) {
    for (String name : names.split(" ")) {
      NAMES.put(first++, name);
    }
  }

  /** Says whether a module that declares it may run. */
  static boolean runs(int number) {
    return RUN.contains(number);
  }

  /** Returns its name, or its number. */
  public static String name(int number) {
    return NAMES.getOrDefault(number, Integer.toUnsignedString(number));
  }
}
