/**
 * SPIR-V compute modules, 1.0 to 1.6, turned into the bytecode that VIR0 programs become: {@link
 * dev.vireo.spirv.lowering.SpirvProgram}.
 *
 * <pre>
 *  Module ─▶ ModuleLowering ─▶ FunctionLowering ─▶ memory, atomics, arithmetic ─▶ Code ─▶ Bytecode
 *       └──▶ NativeModule, the words that a driver compiles
 * </pre>
 *
 * <p>A module is lowered straight to bytecode, not to the VIR0 program model. The model has no loop
 * that ends by a condition, no return but as the last statement, atomics on u32 of storage only,
 * and barriers only where its rules can prove that the control flow is uniform; a shader has all of
 * these. Bytecode has jumps, and SPIR-V's structured control flow becomes jumps without flags or
 * copies. There stays one machine, one verifier and one encoding: {@link
 * dev.vireo.vir0.bytecode.BytecodeVerifier} proves what comes from here as it proves what comes
 * from VIR0, and on the host {@link dev.vireo.vir0.bytecode.BytecodeMachine} runs it.
 *
 * <p>On the way: a value becomes one register for each of its words; functions are put in place of
 * their calls; variables become registers, or, where an index into them is computed, words of
 * workgroup memory of which every invocation has its own; a subgroup is one invocation. Floats are
 * those of VIR0: subnormals are flushed, and there is one NaN. A signed division by zero does not
 * trap, as no shader expects it. No Vulkan, no threads.
 */
package dev.vireo.spirv.lowering;
