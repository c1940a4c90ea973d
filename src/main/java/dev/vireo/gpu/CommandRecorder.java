package dev.vireo.gpu;

import static org.lwjgl.vulkan.VK11.*;

import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.VkBufferCopy;
import org.lwjgl.vulkan.VkCommandBuffer;
import org.lwjgl.vulkan.VkCommandBufferBeginInfo;
import org.lwjgl.vulkan.VkMemoryBarrier;

/**
 * Records commands in order. Between two commands that touch the same bytes the caller puts the
 * barrier that its name says; the last one before the host reads is {@link #barrierToHost}.
 * Confined to one thread; offsets and lengths are in bytes, multiples of 4.
 */
public final class CommandRecorder {
  private static final int SHADER_ACCESS = VK_ACCESS_SHADER_READ_BIT | VK_ACCESS_SHADER_WRITE_BIT;
  private static final int TRANSFER_ACCESS =
      VK_ACCESS_TRANSFER_READ_BIT | VK_ACCESS_TRANSFER_WRITE_BIT;

  private final GpuContext context;
  private final RecordedCommands recorded;
  private final VkCommandBuffer commands;
  private boolean ended;

  CommandRecorder(GpuContext context, RecordedCommands recorded) {
    this.context = context;
    this.recorded = recorded;
    this.commands = recorded.commands();
    try (MemoryStack stack = MemoryStack.stackPush()) {
      var info = VkCommandBufferBeginInfo.calloc(stack).sType$Default();
      context.call("vkBeginCommandBuffer", () -> vkBeginCommandBuffer(commands, info));
    }
  }

  /** Fills a range with one 32-bit value. */
  public CommandRecorder fill(GpuBuffer buffer, long offset, long bytes, int value) {
    recording();
    range(buffer, offset, bytes);
    vkCmdFillBuffer(commands, buffer.handle(), offset, bytes, value);
    return this;
  }

  /** Copies a range; within one buffer the two must not overlap. */
  public CommandRecorder copy(
      GpuBuffer source, long sourceOffset, GpuBuffer target, long targetOffset, long bytes) {
    recording();
    range(source, sourceOffset, bytes);
    range(target, targetOffset, bytes);
    if (source == target && Math.abs(sourceOffset - targetOffset) < bytes) {
      throw new IllegalArgumentException(
          "a copy of "
              + bytes
              + " bytes within "
              + source
              + " from "
              + sourceOffset
              + " to "
              + targetOffset
              + " overlaps");
    }
    try (MemoryStack stack = MemoryStack.stackPush()) {
      var region = VkBufferCopy.calloc(1, stack);
      region.get(0).srcOffset(sourceOffset).dstOffset(targetOffset).size(bytes);
      vkCmdCopyBuffer(commands, source.handle(), target.handle(), region);
    }
    return this;
  }

  /**
   * Runs a pipeline.
   *
   * @param groups workgroups in the x direction; 0 runs nothing
   * @param pushConstants exactly the pipeline's push constants, as words
   */
  public CommandRecorder dispatch(ComputePipeline pipeline, int groups, int... pushConstants) {
    return dispatch(pipeline, pipeline.set(), groups, 1, 1, pushConstants);
  }

  /** Runs a pipeline without push constants on other buffers than its own. */
  public CommandRecorder dispatch(ComputePipeline pipeline, BoundBuffers bound, int groups) {
    return dispatch(pipeline, bound.set(), groups, 1, 1);
  }

  /**
   * Runs a pipeline over three axes.
   *
   * @param x workgroups in the x direction
   * @param y those in the y direction, at most 65,535
   * @param z those in the z direction, at most 65,535
   */
  public CommandRecorder dispatchBox(
      ComputePipeline pipeline, int x, int y, int z, int... pushConstants) {
    return dispatch(pipeline, pipeline.set(), x, y, z, pushConstants);
  }

  /** As above, on other buffers than the pipeline's own. */
  public CommandRecorder dispatchBox(
      ComputePipeline pipeline, BoundBuffers bound, int x, int y, int z, int... pushConstants) {
    return dispatch(pipeline, bound.set(), x, y, z, pushConstants);
  }

  /**
   * Runs a user's module over three axes.
   *
   * @param pushConstants exactly the module's, as words
   */
  public CommandRecorder dispatchModule(
      BoundModule bound, int x, int y, int z, int... pushConstants) {
    recording();
    checkGroups(x, y, z);
    bound.record(commands);
    if (pushConstants.length > 0) {
      vkCmdPushConstants(
          commands, bound.pipeline().layout(), VK_SHADER_STAGE_COMPUTE_BIT, 0, pushConstants);
    }
    vkCmdDispatch(commands, x, y, z);
    return this;
  }

  private void checkGroups(int x, int y, int z) {
    long most = context.info().maxWorkgroups();
    boolean fits = x >= 0 && x <= most && Math.min(y, z) >= 0 && Math.max(y, z) <= 65_535;
    if (!fits) {
      throw new IllegalArgumentException(
          x
              + " by "
              + y
              + " by "
              + z
              + " workgroups: "
              + context.info().name()
              + " takes 0 to "
              + most
              + " along x, and 65535 along y and z");
    }
  }

  private CommandRecorder dispatch(
      ComputePipeline pipeline, long set, int x, int y, int z, int... pushConstants) {
    recording();
    checkGroups(x, y, z);
    if (pushConstants.length * 4 != pipeline.pushConstantBytes()) {
      throw new IllegalArgumentException(
          pushConstants.length * 4
              + " bytes of push constants for "
              + pipeline
              + ", which takes "
              + pipeline.pushConstantBytes());
    }
    vkCmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_COMPUTE, pipeline.handle());
    if (set != VK_NULL_HANDLE) {
      vkCmdBindDescriptorSets(
          commands, VK_PIPELINE_BIND_POINT_COMPUTE, pipeline.layout(), 0, new long[] {set}, null);
    }
    if (pushConstants.length > 0) {
      vkCmdPushConstants(
          commands, pipeline.layout(), VK_SHADER_STAGE_COMPUTE_BIT, 0, pushConstants);
    }
    vkCmdDispatch(commands, x, y, z);
    return this;
  }

  /** Fills and copies above are seen by dispatches below. */
  public CommandRecorder barrierTransferToShader() {
    return barrier(
        VK_PIPELINE_STAGE_TRANSFER_BIT,
        VK_ACCESS_TRANSFER_WRITE_BIT,
        VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT,
        SHADER_ACCESS);
  }

  /** Dispatches above are seen by dispatches below. */
  public CommandRecorder barrierShaderToShader() {
    return barrier(
        VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT,
        VK_ACCESS_SHADER_WRITE_BIT,
        VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT,
        SHADER_ACCESS);
  }

  /** Dispatches above are seen, and their inputs may be overwritten, by fills and copies below. */
  public CommandRecorder barrierShaderToTransfer() {
    return barrier(
        VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT,
        VK_ACCESS_SHADER_WRITE_BIT,
        VK_PIPELINE_STAGE_TRANSFER_BIT,
        TRANSFER_ACCESS);
  }

  /** Fills and copies above are seen by fills and copies below. */
  public CommandRecorder barrierTransferToTransfer() {
    return barrier(
        VK_PIPELINE_STAGE_TRANSFER_BIT,
        VK_ACCESS_TRANSFER_WRITE_BIT,
        VK_PIPELINE_STAGE_TRANSFER_BIT,
        TRANSFER_ACCESS);
  }

  /** Everything written above is seen by the host once it has seen the fence. */
  public CommandRecorder barrierToHost() {
    return barrier(
        VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT | VK_PIPELINE_STAGE_TRANSFER_BIT,
        VK_ACCESS_SHADER_WRITE_BIT | VK_ACCESS_TRANSFER_WRITE_BIT,
        VK_PIPELINE_STAGE_HOST_BIT,
        VK_ACCESS_HOST_READ_BIT);
  }

  /** Ends the recording; this recorder takes nothing more. */
  public RecordedCommands end() {
    recording();
    ended = true;
    boolean usable = false;
    try {
      context.call("vkEndCommandBuffer", () -> vkEndCommandBuffer(commands));
      usable = true;
      return recorded;
    } finally {
      if (!usable) {
        recorded.close();
      }
    }
  }

  private CommandRecorder barrier(
      int sourceStage, int sourceAccess, int targetStage, int targetAccess) {
    recording();
    try (MemoryStack stack = MemoryStack.stackPush()) {
      var memory = VkMemoryBarrier.calloc(1, stack).sType$Default();
      memory.get(0).srcAccessMask(sourceAccess).dstAccessMask(targetAccess);
      vkCmdPipelineBarrier(commands, sourceStage, targetStage, 0, memory, null, null);
    }
    return this;
  }

  private void recording() {
    context.alive();
    if (ended) {
      throw new IllegalStateException("the recording of " + recorded + " has ended");
    }
  }

  private static void range(GpuBuffer buffer, long offset, long bytes) {
    boolean inside =
        offset >= 0 && bytes > 0 && bytes <= buffer.bytes() && offset <= buffer.bytes() - bytes;
    if (!inside || ((offset | bytes) & 3) != 0) {
      throw new IllegalArgumentException(
          bytes
              + " bytes at "
              + offset
              + " of "
              + buffer
              + ": the range must be a multiple of 4, not empty, and inside its "
              + buffer.bytes()
              + " bytes");
    }
  }
}
