/**
 * Programs as bytes, behind {@link dev.vireo.vir0.ProgramCodec}: a cursor and an output that bound
 * what hostile bytes can cost, and a reader and a writer for each part of the body.
 *
 * <pre>
 *  bytes ─▶ WireCursor ─▶ ProgramReader ─▶ BufferReader, NodeReader ─▶ TypeReader ─▶ Program
 *  bytes ◀─ WireOutput ◀─ ProgramWriter ◀─────────────── NodeWriter ◀─ TypeWriter ◀─ Program
 * </pre>
 */
package dev.vireo.vir0.wire;
