/**
 * What may be wrong with a SPIR-V compute module, 1.0 to 1.6, that {@code Megakernel.load} is
 * given: {@link dev.vireo.spirv.MalformedModuleException} for bytes that are no module, {@link
 * dev.vireo.spirv.UnsupportedModuleException} for what Vireo does not run, {@link
 * dev.vireo.spirv.ModuleArgumentException} for a wrong choice of the caller.
 *
 * <p>A module becomes the bytecode that VIR0 programs become, or is compiled by the driver as it
 * is. Floats are those of VIR0 where the bytecode runs: subnormals are flushed, and there is one
 * NaN. A signed division by zero does not trap, as no shader expects it.
 */
@NullMarked
package dev.vireo.spirv;

import org.jspecify.annotations.NullMarked;
