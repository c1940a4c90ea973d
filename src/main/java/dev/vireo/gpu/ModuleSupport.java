package dev.vireo.gpu;

import static org.lwjgl.vulkan.VK11.*;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.EXTPipelineRobustness;
import org.lwjgl.vulkan.EXTRobustness2;
import org.lwjgl.vulkan.VK12;
import org.lwjgl.vulkan.VK13;
import org.lwjgl.vulkan.VkComputePipelineCreateInfo;
import org.lwjgl.vulkan.VkDeviceCreateInfo;
import org.lwjgl.vulkan.VkPhysicalDevice;
import org.lwjgl.vulkan.VkPhysicalDeviceFeatures2;
import org.lwjgl.vulkan.VkPhysicalDeviceFloatControlsProperties;
import org.lwjgl.vulkan.VkPhysicalDeviceLimits;
import org.lwjgl.vulkan.VkPhysicalDevicePipelineRobustnessFeaturesEXT;
import org.lwjgl.vulkan.VkPhysicalDeviceProperties2;
import org.lwjgl.vulkan.VkPhysicalDeviceRobustness2FeaturesEXT;
import org.lwjgl.vulkan.VkPhysicalDeviceRobustness2PropertiesEXT;
import org.lwjgl.vulkan.VkPhysicalDeviceSubgroupProperties;
import org.lwjgl.vulkan.VkPhysicalDeviceVulkan11Features;
import org.lwjgl.vulkan.VkPhysicalDeviceVulkan12Features;
import org.lwjgl.vulkan.VkPhysicalDeviceVulkan13Features;
import org.lwjgl.vulkan.VkPipelineRobustnessCreateInfoEXT;

/**
 * What a device takes of users' modules as pipelines, with everything switched on that it has and
 * that such modules may need. Immutable. Source: the SPIR-V environment of the Vulkan 1.3
 * specification.
 */
public final class ModuleSupport {
  /** Capabilities that need nothing: Matrix, Shader, DeviceGroup. */
  private static final List<Integer> ALWAYS = List.of(0, 1, 4437);

  private static final int FIRST_SUBGROUP_CAPABILITY = 61;
  private static final int SUBGROUP_CAPABILITIES = 8;

  private static final int RANGE_ALIGNMENT = 64;

  private final VkPhysicalDevice device;
  private final int version;
  private final Set<Integer> capabilities = new HashSet<>(ALWAYS);
  private final Set<String> extensions = new HashSet<>();
  private boolean robust;
  private boolean robust2;
  private boolean robustPipelines;
  private boolean noBuffers; // may stand where a shader expects one
  private final boolean fineRanges; // begin at multiples of 64 bytes and end with any word
  private final boolean zerosBeyond; // buffers, where a shader may get any of their words
  private boolean scalarLayout;
  private final int mostSets;
  private final int mostUniformBuffers;
  private final int mostBuffers;
  private final long mostUniformBytes;

  /**
   * Asks a device.
   *
   * @param zerosBeyond whether its driver is known to give zeros where a confined shader loads from
   *     beyond a buffer, and to drop what it stores there
   */
  ModuleSupport(
      MemoryStack stack,
      VkPhysicalDevice device,
      Set<String> deviceExtensions,
      boolean zerosBeyond) {
    this.device = device;
    this.zerosBeyond = zerosBeyond;
    var subgroup = VkPhysicalDeviceSubgroupProperties.calloc(stack).sType$Default();
    var robustness = VkPhysicalDeviceRobustness2PropertiesEXT.calloc(stack).sType$Default();
    var properties = VkPhysicalDeviceProperties2.calloc(stack).sType$Default().pNext(subgroup);
    if (deviceExtensions.contains(EXTRobustness2.VK_EXT_ROBUSTNESS_2_EXTENSION_NAME)) {
      properties.pNext(robustness);
    }
    vkGetPhysicalDeviceProperties2(device, properties);
    this.version = Math.min(properties.properties().apiVersion(), VK13.VK_MAKE_VERSION(1, 3, 4095));
    VkPhysicalDeviceLimits limits = properties.properties().limits();
    this.fineRanges =
        robustness.robustStorageBufferAccessSizeAlignment() <= Integer.BYTES
            && limits.minStorageBufferOffsetAlignment() <= RANGE_ALIGNMENT;
    this.mostSets = clamp(limits.maxBoundDescriptorSets());
    this.mostUniformBuffers =
        Math.min(
            clamp(limits.maxPerStageDescriptorUniformBuffers()),
            clamp(limits.maxDescriptorSetUniformBuffers()));
    this.mostBuffers = clamp(limits.maxPerStageResources());
    this.mostUniformBytes = Integer.toUnsignedLong(limits.maxUniformBufferRange());
    if ((subgroup.supportedStages() & VK_SHADER_STAGE_COMPUTE_BIT) != 0) {
      for (int i = 0; i < SUBGROUP_CAPABILITIES; i++) {
        has((subgroup.supportedOperations() & 1 << i) != 0, FIRST_SUBGROUP_CAPABILITY + i);
      }
    }
    features(stack, deviceExtensions);
    floatControls(stack);
    extensions.addAll(
        Set.of(
            "SPV_KHR_storage_buffer_storage_class",
            "SPV_KHR_16bit_storage",
            "SPV_KHR_device_group",
            "SPV_KHR_variable_pointers"));
    if (version >= VK12.VK_API_VERSION_1_2) {
      extensions.addAll(
          Set.of("SPV_KHR_8bit_storage", "SPV_KHR_vulkan_memory_model", "SPV_KHR_float_controls"));
    }
    if (version >= VK13.VK_API_VERSION_1_3) {
      extensions.addAll(Set.of("SPV_KHR_integer_dot_product", "SPV_KHR_non_semantic_info"));
    }
  }

  private static int clamp(int unsigned) {
    return unsigned < 0 ? Integer.MAX_VALUE : unsigned;
  }

  private void has(boolean there, int capability) {
    if (there) {
      capabilities.add(capability);
    }
  }

  private void features(MemoryStack stack, Set<String> deviceExtensions) {
    Chain chain = new Chain(stack);
    var all = VkPhysicalDeviceFeatures2.calloc(stack).sType$Default();
    if (version >= VK12.VK_API_VERSION_1_2) {
      all.pNext(chain.eleven).pNext(chain.twelve);
    }
    if (version >= VK13.VK_API_VERSION_1_3) {
      all.pNext(chain.thirteen);
    }
    if (deviceExtensions.contains(EXTRobustness2.VK_EXT_ROBUSTNESS_2_EXTENSION_NAME)) {
      all.pNext(chain.robustness2);
    }
    String each = EXTPipelineRobustness.VK_EXT_PIPELINE_ROBUSTNESS_EXTENSION_NAME;
    if (deviceExtensions.contains(each)) {
      all.pNext(chain.pipelineRobustness);
    }
    vkGetPhysicalDeviceFeatures2(device, all);
    has(all.features().shaderInt64(), 11);
    has(all.features().shaderInt16(), 22);
    has(all.features().shaderUniformBufferArrayDynamicIndexing(), 28);
    has(all.features().shaderStorageBufferArrayDynamicIndexing(), 30);
    has(chain.eleven.storageBuffer16BitAccess(), 4433);
    has(chain.eleven.uniformAndStorageBuffer16BitAccess(), 4434);
    has(chain.eleven.storagePushConstant16(), 4435);
    has(chain.eleven.variablePointersStorageBuffer(), 4441);
    has(chain.eleven.variablePointers(), 4442);
    has(chain.twelve.shaderFloat16(), 9);
    has(chain.twelve.shaderInt8(), 39);
    has(chain.twelve.storageBuffer8BitAccess(), 4448);
    has(chain.twelve.uniformAndStorageBuffer8BitAccess(), 4449);
    has(chain.twelve.storagePushConstant8(), 4450);
    has(chain.twelve.vulkanMemoryModel(), 5345);
    has(chain.twelve.vulkanMemoryModelDeviceScope(), 5346);
    for (int dot = 6016; dot <= 6019; dot++) {
      has(chain.thirteen.shaderIntegerDotProduct(), dot);
    }
    scalarLayout = chain.twelve.scalarBlockLayout() && chain.twelve.uniformBufferStandardLayout();
    robust = all.features().robustBufferAccess();
    robust2 = chain.robustness2.robustBufferAccess2();
    noBuffers = chain.robustness2.nullDescriptor();
    robustPipelines = chain.pipelineRobustness.pipelineRobustness();
  }

  private void floatControls(MemoryStack stack) {
    if (version < VK12.VK_API_VERSION_1_2) {
      return;
    }
    var controls = VkPhysicalDeviceFloatControlsProperties.calloc(stack).sType$Default();
    vkGetPhysicalDeviceProperties2(
        device, VkPhysicalDeviceProperties2.calloc(stack).sType$Default().pNext(controls));
    boolean narrow = capabilities.contains(9); // the modes may be asked for of halves too
    has(
        controls.shaderDenormFlushToZeroFloat32()
            && (!narrow || controls.shaderDenormFlushToZeroFloat16()),
        4465);
    has(
        controls.shaderSignedZeroInfNanPreserveFloat32()
            && (!narrow || controls.shaderSignedZeroInfNanPreserveFloat16()),
        4466);
    has(
        controls.shaderRoundingModeRTEFloat32()
            && (!narrow || controls.shaderRoundingModeRTEFloat16()),
        4467);
  }

  /** Structs of features, empty. */
  private static final class Chain {
    final VkPhysicalDeviceVulkan11Features eleven;
    final VkPhysicalDeviceVulkan12Features twelve;
    final VkPhysicalDeviceVulkan13Features thirteen;
    final VkPhysicalDeviceRobustness2FeaturesEXT robustness2;
    final VkPhysicalDevicePipelineRobustnessFeaturesEXT pipelineRobustness;

    Chain(MemoryStack stack) {
      eleven = VkPhysicalDeviceVulkan11Features.calloc(stack).sType$Default();
      twelve = VkPhysicalDeviceVulkan12Features.calloc(stack).sType$Default();
      thirteen = VkPhysicalDeviceVulkan13Features.calloc(stack).sType$Default();
      robustness2 = VkPhysicalDeviceRobustness2FeaturesEXT.calloc(stack).sType$Default();
      pipelineRobustness =
          VkPhysicalDevicePipelineRobustnessFeaturesEXT.calloc(stack).sType$Default();
    }
  }

  /** Switches everything on for a device that is about to be created. */
  void enable(MemoryStack stack, VkDeviceCreateInfo create, List<String> names) {
    Chain chain = new Chain(stack);
    var core = VkPhysicalDeviceFeatures2.calloc(stack).sType$Default();
    core.features()
        .shaderInt64(capabilities.contains(11))
        .shaderInt16(capabilities.contains(22))
        .shaderUniformBufferArrayDynamicIndexing(capabilities.contains(28))
        .shaderStorageBufferArrayDynamicIndexing(capabilities.contains(30));
    if (version >= VK12.VK_API_VERSION_1_2) {
      create.pNext(eleven(chain)).pNext(twelve(chain));
    }
    if (version >= VK13.VK_API_VERSION_1_3) {
      create.pNext(chain.thirteen.shaderIntegerDotProduct(capabilities.contains(6019)));
    }
    if (robustPipelines) {
      // Only where it is asked for: elsewhere it would cost Vireo's own kernels, which check.
      names.add(EXTPipelineRobustness.VK_EXT_PIPELINE_ROBUSTNESS_EXTENSION_NAME);
      create.pNext(chain.pipelineRobustness.pipelineRobustness(true));
    } else if (robust) {
      core.features().robustBufferAccess(true);
    }
    if (robust2) {
      names.add(EXTRobustness2.VK_EXT_ROBUSTNESS_2_EXTENSION_NAME);
      chain.robustness2.robustBufferAccess2(!robustPipelines).nullDescriptor(noBuffers);
      create.pNext(chain.robustness2);
    }
    create.pNext(core);
  }

  private VkPhysicalDeviceVulkan11Features eleven(Chain chain) {
    return chain
        .eleven
        .storageBuffer16BitAccess(capabilities.contains(4433))
        .uniformAndStorageBuffer16BitAccess(capabilities.contains(4434))
        .storagePushConstant16(capabilities.contains(4435))
        .variablePointersStorageBuffer(capabilities.contains(4441))
        .variablePointers(capabilities.contains(4442));
  }

  private VkPhysicalDeviceVulkan12Features twelve(Chain chain) {
    return chain
        .twelve
        .shaderFloat16(capabilities.contains(9))
        .shaderInt8(capabilities.contains(39))
        .storageBuffer8BitAccess(capabilities.contains(4448))
        .uniformAndStorageBuffer8BitAccess(capabilities.contains(4449))
        .storagePushConstant8(capabilities.contains(4450))
        .vulkanMemoryModel(capabilities.contains(5345))
        .vulkanMemoryModelDeviceScope(capabilities.contains(5346))
        .scalarBlockLayout(scalarLayout)
        .uniformBufferStandardLayout(scalarLayout);
  }

  /** Has a pipeline stay within the buffers that it binds. */
  void confine(MemoryStack stack, VkComputePipelineCreateInfo info) {
    if (!robustPipelines) {
      return; // the whole device does
    }
    int behavior =
        robust2
            ? EXTPipelineRobustness
                .VK_PIPELINE_ROBUSTNESS_BUFFER_BEHAVIOR_ROBUST_BUFFER_ACCESS_2_EXT
            : EXTPipelineRobustness.VK_PIPELINE_ROBUSTNESS_BUFFER_BEHAVIOR_ROBUST_BUFFER_ACCESS_EXT;
    info.pNext(
        VkPipelineRobustnessCreateInfoEXT.calloc(stack)
            .sType$Default()
            .storageBuffers(behavior)
            .uniformBuffers(behavior));
  }

  /** Returns what of a module the device does not have; empty when it can be a pipeline. */
  public Optional<String> missing(
      int spirvVersion, Map<Integer, String> declared, Set<String> named) {
    if (!robust && !robustPipelines) {
      return Optional.of("robust buffer access");
    }
    if (!scalarLayout) {
      return Optional.of("scalar block layout"); // that modules may have, by the validation
    }
    int newest =
        version >= VK13.VK_API_VERSION_1_3 ? 6 : version >= VK12.VK_API_VERSION_1_2 ? 5 : 3;
    if (spirvVersion >>> 8 > 0x100 + newest) {
      return Optional.of("SPIR-V newer than 1." + newest);
    }
    Map<Integer, String> missing = new TreeMap<>(declared);
    missing.keySet().removeAll(capabilities);
    if (!missing.isEmpty()) {
      return Optional.of("capability " + missing.values().iterator().next());
    }
    Set<String> unknown = new TreeSet<>(named);
    unknown.removeAll(extensions);
    return unknown.stream().findFirst().map(first -> "extension " + first);
  }

  /**
   * Returns whether a shader's accesses end with the range that a descriptor names, and not only
   * with the memory of the buffer.
   */
  boolean exact() {
    return robust2;
  }

  /**
   * Returns whether a confined pipeline's loads and stores of words beyond the ranges that it binds
   * give zeros and do nothing, whatever else lies there, with ranges of any number of words, none
   * included, that begin at multiples of 64 bytes. Source: {@code robustBufferAccess2} and {@code
   * nullDescriptor} of VK_EXT_robustness2. Indices must be less than 2^30: what the multiplication
   * by a word's four bytes makes of greater ones is not said.
   */
  public boolean exactRanges() {
    return robust2 ? noBuffers && fineRanges : ownRanges();
  }

  /** Returns whether it takes buffers of their own for ranges to be {@link #exactRanges exact}. */
  public boolean ownRanges() {
    return !robust2 && (robust || robustPipelines) && zerosBeyond;
  }

  /** Most descriptor sets. */
  public int mostSets() {
    return mostSets;
  }

  /** Most uniform buffers. */
  public int mostUniformBuffers() {
    return mostUniformBuffers;
  }

  /** Most buffers of both kinds. */
  public int mostBuffers() {
    return mostBuffers;
  }

  /** Longest uniform buffer, in bytes. */
  public long mostUniformBytes() {
    return mostUniformBytes;
  }
}
