/**
 * VIR0 programs: compute kernels that arrive as bytes. The wire format and the semantics are those
 * of vyre 0.6.3 (format version 4), and of versions 5 and 6 where a reader is asked for them.
 *
 * <pre>
 *  bytes ── ProgramCodec ──┐
 *  text ─── Assembly ──────┼─▶ Program ── ProgramValidator ─▶ Megakernel.load, which runs it
 *  Java ─── ProgramBuilder ┘
 * </pre>
 *
 * <p>A program goes through phases, and each has its own exception: reading bytes or text ({@link
 * dev.vireo.vir0.MalformedProgramException}, {@link dev.vireo.vir0.AssemblyException}), validation
 * ({@link dev.vireo.vir0.InvalidProgramException}), lowering for an engine ({@link
 * dev.vireo.vir0.UnsupportedProgramException}), and running ({@link
 * dev.vireo.vir0.ProgramTrapException}).
 *
 * <p>The model ({@link dev.vireo.vir0.Program}, {@link dev.vireo.vir0.Node}, {@link
 * dev.vireo.vir0.Expr}) is immutable and safe for use by several threads. No Vulkan, no threads.
 */
@NullMarked
package dev.vireo.vir0;

import org.jspecify.annotations.NullMarked;
