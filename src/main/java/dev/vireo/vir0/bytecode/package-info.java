/**
 * The register bytecode that VIR0 programs and SPIR-V modules become: its instructions, an
 * assembler, a verifier that proves that an image is safe to run, and a machine that runs it on the
 * host. The interpreter on the device runs the same images.
 *
 * <pre>
 *  BytecodeAssembler ─▶ Bytecode ─▶ BytecodeVerifier ─▶ BytecodeMachine, or a device
 * </pre>
 */
package dev.vireo.vir0.bytecode;
