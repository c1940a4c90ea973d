/**
 * The words of a module and what they say of themselves: instructions, capabilities, decorations.
 * The reader checks what lowering relies on, and what Vireo does not run is refused here.
 *
 * <pre>
 *  bytes ─▶ ModuleReader ─▶ Module of Instructions ─▶ Refusals ─▶ lowering
 * </pre>
 */
package dev.vireo.spirv.module;
