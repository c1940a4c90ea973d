/**
 * One compute kernel that keeps running on a Vulkan device, fed with slots from Java threads.
 *
 * <pre>
 *  Java threads                          device
 *
 *  submit(slot) ──▶ ring of slots ──▶ claimed by an invocation of the kernel ──▶ handler or program
 *  await(handle) ◀─ completion records ◀───────────────────────────────── status, results
 *
 *               the pump: starts slices of the kernel while something is outstanding
 * </pre>
 *
 * <p>{@link dev.vireo.Megakernel} is where to begin; {@link dev.vireo.MegakernelConfig} says which
 * device, how long a ring, and what is compiled in. {@link dev.vireo.Handler}s are operations in
 * GLSL, {@link dev.vireo.LoadedProgram}s are programs that arrive as bytes and work on {@link
 * dev.vireo.Resource}s, and {@link dev.vireo.Tenant}s share a megakernel without trusting each
 * other.
 *
 * <p>No argument may be null and nothing returned is, except where {@link
 * org.jspecify.annotations.Nullable} says so.
 */
@NullMarked
package dev.vireo;

import org.jspecify.annotations.NullMarked;
