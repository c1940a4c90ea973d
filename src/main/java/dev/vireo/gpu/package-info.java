/**
 * Vulkan: device choice, memory placement, buffers, the shader compiler, pipelines, command buffers
 * and fences.
 *
 * <p>Nothing of LWJGL appears in a signature that another package calls. Every Vulkan object
 * belongs to one {@link dev.vireo.gpu.GpuContext} and is destroyed with it on every way out of the
 * process, unless the context was abandoned.
 */
package dev.vireo.gpu;
